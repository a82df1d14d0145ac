import datetime as dt
import os

import dagster as dg

LAUNCHED = dt.date(2023, 1, 2)
IS_PROD = os.getenv("DEPLOYMENT", "dev").lower() == "prod"
weekly = dg.WeeklyPartitionsDefinition(
    start_date=(LAUNCHED if IS_PROD else LAUNCHED + dt.timedelta(weeks=52)).isoformat(),
    day_offset=1,
    timezone="Europe/Berlin",
)
