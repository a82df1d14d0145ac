import dagster as dg
@dg.template_var
def days():
    return dg.DailyPartitionsDefinition(start_date="2024-03-01", end_date="2024-03-06")
