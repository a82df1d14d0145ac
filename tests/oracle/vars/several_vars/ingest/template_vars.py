import dagster as dg


@dg.template_var
def b():
    return A + 'b'


@dg.template_var
def a():
    return A + 'a'


A = 'x'
