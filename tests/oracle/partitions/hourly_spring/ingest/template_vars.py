import dagster as dg


@dg.template_var
def parts():
    return dg.HourlyPartitionsDefinition("2024-03-10-00:00", end_date="2024-03-10-06:00", timezone="America/New_York")
