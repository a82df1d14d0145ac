import dagster as dg


@dg.template_var
def parts():
    return dg.HourlyPartitionsDefinition("2023-11-05-00:00", end_date="2023-11-05-05:00", timezone="America/New_York")
