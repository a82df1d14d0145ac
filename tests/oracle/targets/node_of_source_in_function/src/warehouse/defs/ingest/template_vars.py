import dagster as dg


@dg.template_var
def partitions_of():
    daily = dg.DailyPartitionsDefinition(start_date="2024-01-01")
    return lambda node: daily if node["config"]["materialized"] == "table" else None
