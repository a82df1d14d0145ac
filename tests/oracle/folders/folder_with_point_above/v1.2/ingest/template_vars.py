import dagster as dg


@dg.template_var
def n():
    return "x"
