import dagster as dg
from datetime import datetime


@dg.template_var
def months() -> dg.PartitionsDefinition:
    return dg.MonthlyPartitionsDefinition(
        start_date=datetime(2023, 10, 15), timezone="Asia/Kolkata", day_offset=5, hour_offset=6, end_offset=1
    )
