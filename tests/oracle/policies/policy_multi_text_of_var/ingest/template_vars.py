import dagster as dg


@dg.template_var
def policy():
    return dg.BackfillPolicy.multi_run("5")
