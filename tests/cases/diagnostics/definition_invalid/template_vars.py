import dagster as dg


@dg.template_var
def start():
    return dg.DailyPartitionsDefinition(start_date='2023-13-01')
