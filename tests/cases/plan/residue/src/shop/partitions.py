import os

import dagster as dg

from .calendar import END

DAILY = dg.DailyPartitionsDefinition(start_date=os.environ.get("SHOP_START", "2024-03-04"), end_date=END)
