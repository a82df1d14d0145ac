import dagster as dg


@dg.template_var
def parts():
    return dg.TimeWindowPartitionsDefinition(start="2012-11-04-00:00", end="2012-11-05-00:00", fmt="%Y-%m-%d-%H:%M", cron_schedule="*/30 1-3 * * *", timezone="America/New_York")
