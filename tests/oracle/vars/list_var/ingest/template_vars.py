import dagster as dg


@dg.template_var
def names():
    return ['a', 'b']
