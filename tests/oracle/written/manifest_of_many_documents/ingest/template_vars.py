import dagster as dg


@dg.template_var
def monthly():
    return dg.MonthlyPartitionsDefinition(start_date="2024-01-01")
