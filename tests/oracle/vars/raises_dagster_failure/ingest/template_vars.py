import dagster as dg


@dg.template_var
def v():
    raise dg.Failure("no tag today")
