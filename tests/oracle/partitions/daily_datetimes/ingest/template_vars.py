from datetime import date, datetime, timedelta, timezone

import dagster as dg


@dg.template_var
def parts():
    return dg.DailyPartitionsDefinition(start_date=datetime(2024, 1, 1), end_date=datetime(2024, 1, 4, 12))
