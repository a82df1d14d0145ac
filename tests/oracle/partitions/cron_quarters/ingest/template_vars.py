from datetime import date, datetime, timedelta, timezone

import dagster as dg


@dg.template_var
def parts():
    return dg.TimeWindowPartitionsDefinition(start=datetime(2024, 1, 1), fmt="%Y-%m-%d", cron_schedule="0 0 1 */3 *", timezone="Europe/London")
