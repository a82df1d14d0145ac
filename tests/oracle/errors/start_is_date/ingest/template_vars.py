from datetime import date, datetime, timedelta, timezone

import dagster as dg


@dg.template_var
def parts():
    return dg.DailyPartitionsDefinition(date(2024, 1, 1))
