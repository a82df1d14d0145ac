import dagster as dg


@dg.template_var
def start():
    return dg.WeeklyPartitionsDefinition(start_date='2023-01-01')
