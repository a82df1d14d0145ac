import dagster as dg


@dg.template_var
def parts():
    return dg.DailyPartitionsDefinition("2024-01-01 06:30", hour_offset=6, minute_offset=30, fmt="%Y-%m-%d %H:%M")
