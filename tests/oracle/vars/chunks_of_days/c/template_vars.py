import dagster as dg


@dg.template_var
def parts():
    return dg.DailyPartitionsDefinition(start_date="2024-01-01", end_date="2024-02-10")
