import dagster as dg

@dg.template_var
def p():
    return dg.DailyPartitionsDefinition(start_date="2024-06-10", exclusions=["0 0 * * 6,0"], timezone="America/Chicago")
