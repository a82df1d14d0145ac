import dagster as dg


@dg.template_var
def a():
    return "a"


@dg.template_var
def datetime():
    return "when"
