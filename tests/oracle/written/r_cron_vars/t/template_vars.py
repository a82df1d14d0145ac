import dagster as dg

@dg.template_var
def p():
    return dg.TimeWindowPartitionsDefinition(start="2024-06-01-00:00", cron_schedule="0 */6 * * *", fmt="%Y-%m-%d-%H:%M", timezone="America/New_York")
