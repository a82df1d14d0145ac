import dagster as dg


@dg.template_var
def never():
    raise RuntimeError("not configured")
