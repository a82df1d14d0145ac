import dagster as dg


@dg.template_var
def v():
    if (n := len('abc')) > 2:
        return f'n{n}'
    return 'x'
