import dagster as dg


@dg.template_var
def v():
    return dg.RetryPolicy()
