import dagster as dg


X = {}['missing']


@dg.template_var
def v():
    return 'x'
