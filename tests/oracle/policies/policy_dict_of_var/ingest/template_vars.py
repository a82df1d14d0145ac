import dagster as dg


@dg.template_var
def policy():
    return {"type": "multi_run", "max_partitions_per_run": 3}


@dg.template_var
def daily():
    return dg.DailyPartitionsDefinition("2024-01-01")
