import dagster as dg


START = '2024-01-01'


@dg.template_var
def daily():
    return dg.DailyPartitionsDefinition(start_date=START, end_date='2024-01-04')
