import dagster as dg


@dg.template_var
def parts():
    return dg.WeeklyPartitionsDefinition("2024-03-01", None, 30, 5, 3, "Europe/Paris")
