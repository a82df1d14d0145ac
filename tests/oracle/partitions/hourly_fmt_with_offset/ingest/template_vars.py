import dagster as dg


@dg.template_var
def parts():
    return dg.HourlyPartitionsDefinition("2023-11-05-00:00-0400", end_date="2023-11-05-04:00-0500", timezone="America/New_York", fmt="%Y-%m-%d-%H:%M%z")
