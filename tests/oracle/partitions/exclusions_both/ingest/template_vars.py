from datetime import date, datetime, timedelta, timezone

import dagster as dg


@dg.template_var
def parts():
    return dg.DailyPartitionsDefinition("2024-01-01", timezone="America/New_York", exclusions=("0 0 * * 6", datetime(2024, 1, 3)))
