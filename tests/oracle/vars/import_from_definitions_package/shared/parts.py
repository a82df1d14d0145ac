import os
from datetime import datetime

from dagster import DailyPartitionsDefinition

START_DATE = os.environ.get("START", "2024-01-01")
DAILY = DailyPartitionsDefinition(start_date=datetime.strptime(START_DATE, "%Y-%m-%d"))
