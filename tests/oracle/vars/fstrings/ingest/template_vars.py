import dagster as dg


@dg.template_var
def v():
    x = 3.14159
    return f'{x:.2f}_{5:03d}_{"a"!r:>5}'.replace("'", '').replace(' ', '')
