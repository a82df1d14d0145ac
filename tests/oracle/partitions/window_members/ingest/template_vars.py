import dagster as dg


@dg.template_var
def parts():
    return dg.DailyPartitionsDefinition("2024-03-01", timezone="Europe/Berlin")
