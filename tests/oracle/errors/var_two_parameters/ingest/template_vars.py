import dagster as dg


@dg.template_var
def pair(a, b):
    return a
