from datetime import date, datetime, timedelta, timezone

import dagster as dg


@dg.template_var
def parts():
    return dg.HourlyPartitionsDefinition("2024-01-01-00:00", exclusions=[datetime(2024, 1, 1, 1), datetime(2024, 1, 1, 3, tzinfo=timezone.utc)])
