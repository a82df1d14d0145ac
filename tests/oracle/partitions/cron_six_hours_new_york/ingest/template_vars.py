from datetime import date, datetime, timedelta, timezone

import dagster as dg


@dg.template_var
def parts():
    return dg.TimeWindowPartitionsDefinition(start=datetime(2024, 3, 9), fmt="%Y-%m-%d %H:%M", cron_schedule="0 */6 * * *", timezone="America/New_York")
