import dagster as dg


@dg.template_var
def start(a, b):
    return a
