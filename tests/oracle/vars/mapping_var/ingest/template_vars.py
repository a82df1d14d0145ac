import dagster as dg


@dg.template_var
def cfg():
    return {'a': {'b': ['x', 'y']}}
