import dagster as dg


@dg.template_var
def v():
    return len(5)
