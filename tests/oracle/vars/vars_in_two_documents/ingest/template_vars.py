import dagster as dg


@dg.template_var
def a():
    return "customers"
