import dagster as dg


@dg.template_var
def parts():
    return dg.DailyPartitionsDefinition("2024-059", fmt="%Y-%j")
