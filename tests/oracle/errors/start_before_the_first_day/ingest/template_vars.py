from datetime import datetime, timedelta, timezone

import dagster as dg


@dg.template_var
def parts():
    return dg.DailyPartitionsDefinition(datetime(1, 1, 1, 2, tzinfo=timezone(timedelta(hours=5))))
