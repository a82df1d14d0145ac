from datetime import datetime
from dateutil.relativedelta import relativedelta, MO
import dagster as dg

@dg.template_var
def weekly():
    start = datetime(2024, 5, 15) + relativedelta(weekday=MO(-1))
    return dg.WeeklyPartitionsDefinition(start_date=start, day_offset=1)
