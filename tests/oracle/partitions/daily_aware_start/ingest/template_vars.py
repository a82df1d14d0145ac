from datetime import date, datetime, timedelta, timezone

import dagster as dg


@dg.template_var
def parts():
    return dg.DailyPartitionsDefinition(datetime(2024, 1, 1, 5, tzinfo=timezone(timedelta(hours=9))), timezone="Europe/Paris")
