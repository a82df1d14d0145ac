from datetime import datetime
import dagster as dg

HOLIDAYS = [datetime(2024, 6, 12), datetime(2024, 6, 14)]

@dg.template_var
def p():
    return dg.DailyPartitionsDefinition(start_date="2024-06-10", exclusions=HOLIDAYS)
