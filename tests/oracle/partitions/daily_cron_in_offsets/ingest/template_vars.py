from datetime import date, datetime, timedelta, timezone

import dagster as dg


@dg.template_var
def parts():
    return dg.DailyPartitionsDefinition(datetime(2024, 1, 1), hour_offset="6,18", fmt="%Y-%m-%d %H:%M")
