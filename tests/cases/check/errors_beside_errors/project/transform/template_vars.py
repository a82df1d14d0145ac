import dagster as dg


@dg.template_var
def daily():
    return dg.DailyPartitionsDefinition(start_date="2024-01-01")
