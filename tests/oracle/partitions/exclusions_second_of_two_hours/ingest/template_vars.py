import dagster as dg


@dg.template_var
def parts():
    return dg.HourlyPartitionsDefinition("2024-10-01-00:00", timezone="Europe/Berlin", exclusions=["0 2 27 10 *"])
