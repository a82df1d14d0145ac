import dagster as dg


@dg.template_var
def parts():
    return dg.HourlyPartitionsDefinition("2024-01-01-00:20", minute_offset=15, timezone="Asia/Kolkata")
