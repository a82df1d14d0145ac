from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo
import dagster as dg
TZ = ZoneInfo("Europe/Berlin")
START = datetime(2024, 5, 1, tzinfo=TZ)

def month_ends(start: date, n: int):
    current = start
    for _ in range(n):
        nxt = (current.replace(day=28) + timedelta(days=4)).replace(day=1)
        yield nxt - timedelta(days=1)
        current = nxt

@dg.template_var
def hourly():
    return dg.HourlyPartitionsDefinition(start_date=START, timezone="Europe/Berlin", minute_offset=15)

@dg.template_var
def sel():
    return " ".join(f"tag:{d:%Y%m%d}" for d in month_ends(date(2024, 1, 31), 3))
