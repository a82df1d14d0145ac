import dagster as dg


@dg.template_var
def daily():
    dg.DailyPartitionsDefinition(start_date="2024-01-01")
