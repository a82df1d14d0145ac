import dagster as dg


@dg.template_var
def outer():
    return dg.DailyPartitionsDefinition(start_date="2023-02-01")
