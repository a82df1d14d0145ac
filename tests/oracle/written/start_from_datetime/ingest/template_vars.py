from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import dagster as dg

NY = ZoneInfo("America/New_York")


@dg.template_var
def daily():
    start = datetime(2024, 1, 1, tzinfo=timezone.utc).replace(tzinfo=None) + timedelta(days=3)
    return dg.DailyPartitionsDefinition(start_date=start, timezone=str(NY), minute_offset=30)
