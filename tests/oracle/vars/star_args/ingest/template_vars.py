import dagster as dg


def f(a, *rest, c=0, **kw):
    return [str(a), str(rest[0]), str(c)]

@dg.template_var
def v():
    return '_'.join(f(*[1, 2], **{'c': 3}))
