import dagster as dg


@dg.template_var
def policy():
    return {"max_partitions_per_run": 3}
