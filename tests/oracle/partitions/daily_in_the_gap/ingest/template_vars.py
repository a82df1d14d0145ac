import dagster as dg


@dg.template_var
def parts():
    return dg.DailyPartitionsDefinition("2024-03-08", minute_offset=30, hour_offset=2, timezone="America/New_York")
