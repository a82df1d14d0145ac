import dagster as dg


@dg.template_var
def name():
    return 'A'
