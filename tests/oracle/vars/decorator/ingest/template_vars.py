import dagster as dg


def twice(g):
    return lambda x: g(x) * 2


@twice
def f(x):
    return x

@dg.template_var
def v():
    return f('a')
