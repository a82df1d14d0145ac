import dagster as dg


@dg.template_var
def parts():
    return dg.TimeWindowPartitionsDefinition(start="2023-11-01-00:00", end="2024-04-01-00:00", fmt="%Y-%m-%d-%H:%M", cron_schedule="*/30 * * * *", timezone="America/New_York")
