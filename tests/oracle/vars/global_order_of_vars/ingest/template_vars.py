import dagster as dg


n = 0


def bump(by):
    global n
    n += by
    return n


START = bump(10)


@dg.template_var
def z():
    return bump(1)


@dg.template_var
def a():
    return bump(2)
