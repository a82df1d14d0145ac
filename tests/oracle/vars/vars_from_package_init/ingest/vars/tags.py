import dagster as dg


@dg.template_var
def x():
    return __name__.split(".")[-1]
