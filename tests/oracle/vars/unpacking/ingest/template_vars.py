import dagster as dg


@dg.template_var
def v():
    a, *b = 'xyz'
    (c, d), e = (1, 2), 3
    return f'{a}{"".join(b)}{c}{d}{e}'
