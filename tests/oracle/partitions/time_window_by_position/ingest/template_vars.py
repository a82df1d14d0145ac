from datetime import date, datetime, timedelta, timezone

import dagster as dg


@dg.template_var
def parts():
    return dg.TimeWindowPartitionsDefinition(datetime(2024, 1, 1), "%Y-%m-%d", datetime(2024, 1, 4), None, "UTC", 0, None, None, None, "0 12 * * *")
