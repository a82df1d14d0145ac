import dagster as dg


@dg.template_var
def v():
    return 'module'


@dg.template_var
def w():
    return 'w'
