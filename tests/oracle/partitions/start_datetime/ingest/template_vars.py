import dagster as dg
from datetime import datetime



@dg.template_var
def daily_partitions_def() -> dg.DailyPartitionsDefinition:
    return dg.DailyPartitionsDefinition(start_date=datetime(2023, 1, 1, 15, 30))
