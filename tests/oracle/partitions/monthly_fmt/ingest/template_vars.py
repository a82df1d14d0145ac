import dagster as dg


@dg.template_var
def parts():
    return dg.MonthlyPartitionsDefinition("2024-01", fmt="%Y-%m")
