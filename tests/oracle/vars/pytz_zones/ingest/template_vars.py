from datetime import datetime, timedelta

import dagster as dg
import pytz

BERLIN = pytz.timezone("Europe/Berlin")
FIRST = BERLIN.localize(datetime(2024, 3, 30))


@dg.template_var
def daily() -> dg.DailyPartitionsDefinition:
    end = BERLIN.normalize(FIRST + timedelta(days=2))
    return dg.DailyPartitionsDefinition(start_date=FIRST, end_date=end.strftime("%Y-%m-%d"), timezone=str(BERLIN))


@dg.template_var
def begins() -> str:
    return f"begins_{FIRST.astimezone(pytz.utc):%Y%m%d_%H}_{FIRST.tzname()}"
