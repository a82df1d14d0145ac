import dagster as dg


@dg.template_var
def v():
    raise ValueError('no such region')
