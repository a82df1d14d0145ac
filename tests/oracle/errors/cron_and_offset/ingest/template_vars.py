import dagster as dg


@dg.template_var
def parts():
    return dg.TimeWindowPartitionsDefinition("2024-01-01", "%Y-%m-%d", cron_schedule="0 0 * * *", hour_offset=3)
