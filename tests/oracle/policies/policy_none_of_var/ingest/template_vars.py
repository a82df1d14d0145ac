import dagster as dg


@dg.template_var
def policy():
    return None
