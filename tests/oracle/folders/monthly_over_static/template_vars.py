import dagster as dg


@dg.template_var
def parts():
    return dg.MonthlyPartitionsDefinition("2024-01-01", timezone="Europe/Paris")
