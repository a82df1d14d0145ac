import datetime
import dagster as dg

@dg.template_var
def wk():
    return dg.WeeklyPartitionsDefinition(start_date=datetime.datetime(2024, 1, 1), day_offset=5, hour_offset=7, end_offset=2, fmt="%d.%m.%Y", timezone="US/Eastern")
