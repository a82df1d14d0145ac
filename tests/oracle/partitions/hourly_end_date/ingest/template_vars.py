import dagster as dg


@dg.template_var
def parts():
    return dg.HourlyPartitionsDefinition(start_date="2024-01-01-22:00", end_date="2024-01-02-02:00")
