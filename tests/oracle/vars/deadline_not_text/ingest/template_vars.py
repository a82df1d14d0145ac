import dagster as dg


@dg.template_var
def v():
    return str(dg.FreshnessPolicy.cron(deadline_cron=5, lower_bound_delta=None))
