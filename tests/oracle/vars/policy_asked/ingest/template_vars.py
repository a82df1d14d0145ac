import dagster as dg


@dg.template_var
def v():
    policy = dg.BackfillPolicy.multi_run(3)
    one = dg.BackfillPolicy.single_run()
    words = [policy.max_partitions_per_run, one.max_partitions_per_run, policy == dg.BackfillPolicy.multi_run(3), policy == one]
    return f"{words}-{len(repr(policy))}-{len(str(policy))}-{len(str(one))}-{len(str(dg.BackfillPolicy.multi_run(0)))}".replace(" ", "").replace(",", "-").strip("[]")
