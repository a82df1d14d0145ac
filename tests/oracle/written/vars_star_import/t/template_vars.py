from datetime import *
from .consts import *
import dagster as dg

@dg.template_var
def daily():
    return dg.DailyPartitionsDefinition(start_date=datetime.fromisoformat(START) + timedelta(days=3))
