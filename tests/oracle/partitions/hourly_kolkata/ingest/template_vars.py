import dagster as dg


@dg.template_var
def parts():
    return dg.HourlyPartitionsDefinition("2024-01-01-00:00", minute_offset=30, timezone="Asia/Kolkata")
