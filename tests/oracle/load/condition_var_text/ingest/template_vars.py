import dagster as dg


@dg.template_var
def c():
    return "eager"
