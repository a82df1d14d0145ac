import dagster as dg


@dg.template_var
def parts():
    return dg.HourlyPartitionsDefinition("2023-11-01-00:00", end_date="2024-04-01-00:00", timezone="America/New_York")
