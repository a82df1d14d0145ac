from datetime import date, datetime, timedelta, timezone
import dagster as dg


@dg.template_var
def last_week():
    start = datetime(2024, 3, 20, tzinfo=timezone.utc) - timedelta(weeks=1)
    return dg.DailyPartitionsDefinition(start_date=start.strftime("%Y-%m-%d"), end_offset=1)


@dg.template_var
def quarter():
    d = date(2024, 3, 20)
    return f"{d.year}Q{(d.month - 1) // 3 + 1}"
