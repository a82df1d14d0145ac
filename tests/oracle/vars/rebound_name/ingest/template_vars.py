import dagster as dg


@dg.template_var
def v():
    return 'first'


@dg.template_var
def v():
    return 'second'
