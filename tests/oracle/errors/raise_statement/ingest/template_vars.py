import dagster as dg


@dg.template_var
def chosen():
    raise ValueError("no day is chosen")
