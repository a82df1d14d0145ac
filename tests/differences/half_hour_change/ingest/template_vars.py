import dagster as dg


@dg.template_var
def parts():
    return dg.TimeWindowPartitionsDefinition(start="2024-04-06-23:00", end="2024-04-07-05:00", fmt="%Y-%m-%d-%H:%M", cron_schedule="10,50 * * * *", timezone="Australia/Lord_Howe")
