import dagster as dg


@dg.template_var
def days_of():
    return lambda node: dg.DailyPartitionsDefinition(start_date="2024-01-01") if node["name"] == "daily" else None
