import dagster as dg


from datetime import datetime
from zoneinfo import ZoneInfo


@dg.template_var
def x():
    return datetime(2024, 7, 1, 12, tzinfo=ZoneInfo("America/New_York")).astimezone(ZoneInfo("UTC")).strftime("%H%M")
