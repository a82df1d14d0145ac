import dagster as dg


@dg.template_var
def parts():
    return dg.MonthlyPartitionsDefinition("2024-01-01", day_offset=3, cron_schedule="0 0 3 * *")
