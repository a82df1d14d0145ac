import dagster as dg


@dg.template_var
def policy():
    return dg.BackfillPolicy(max_partitions_per_run=0)
