import re
from datetime import datetime

import dagster as dg

DAILY = dg.DailyPartitionsDefinition("2024-01-01", end_date="2024-03-01", timezone="Europe/Berlin")
REGION = dg.StaticPartitionsDefinition(["eu", "us"])


@dg.template_var
def v():
    multi = dg.MultiPartitionsDefinition({"day": DAILY, "region": REGION})
    dynamic = dg.DynamicPartitionsDefinition(name="cities")
    without = dg.DailyPartitionsDefinition("2024-01-01", exclusions=["0 0 * * 6", datetime(2024, 1, 3)])
    weekends = dg.DailyPartitionsDefinition("2024-01-01", exclusions=["0 0 * * 6"])
    texts = [repr(d) for d in (DAILY, REGION, multi, dynamic, without, weekends)]
    return re.sub("[^A-Za-z0-9._-]+", "_", ";".join(texts))
