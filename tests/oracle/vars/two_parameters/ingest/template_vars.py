import dagster as dg


@dg.template_var
def v(a, b):
    return 'x'
