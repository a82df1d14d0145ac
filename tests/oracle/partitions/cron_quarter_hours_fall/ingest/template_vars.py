from datetime import date, datetime, timedelta, timezone

import dagster as dg


@dg.template_var
def parts():
    return dg.TimeWindowPartitionsDefinition(start=datetime(2023, 11, 5), fmt="%Y-%m-%dT%H:%M", cron_schedule="*/30 * * * *", end=datetime(2023, 11, 5, 3), timezone="America/New_York")
