import dagster as dg


@dg.template_var
def v():
    if False:
        x = 1
    return x
