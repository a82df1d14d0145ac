from datetime import date, datetime, timedelta, timezone

import dagster as dg


@dg.template_var
def parts():
    return dg.DailyPartitionsDefinition("2024-01-01", exclusions=["0 5 * * *", datetime(2024, 1, 2, 3)])
