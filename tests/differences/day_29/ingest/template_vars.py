import dagster as dg


@dg.template_var
def parts():
    return dg.TimeWindowPartitionsDefinition(start="2024-03-01", fmt="%Y-%m-%d", cron_schedule="0 0 29 * *")
