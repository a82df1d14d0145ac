import dagster as dg


@dg.template_var
def parts():
    return dg.HourlyPartitionsDefinition("2024-01-01-00:00", hour_offset=5, anything=1)
