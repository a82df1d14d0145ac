import dagster as dg
from dateutil.relativedelta import relativedelta
from dateutil import parser as dtparser
from datetime import datetime

@dg.template_var
def monthly():
    start = dtparser.parse("2024-03-15") - relativedelta(months=1, day=1)
    return dg.MonthlyPartitionsDefinition(start_date=start)
