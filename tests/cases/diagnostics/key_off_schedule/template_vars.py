import dagster as dg


@dg.template_var
def parts():
    return dg.WeeklyPartitionsDefinition("2024-01-01")
