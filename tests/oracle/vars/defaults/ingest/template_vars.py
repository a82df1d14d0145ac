import dagster as dg


def f(x='d', *, y='e'):
    return x + y

@dg.template_var
def v():
    return f()
