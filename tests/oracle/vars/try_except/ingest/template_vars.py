import dagster as dg


@dg.template_var
def v():
    try:
        int('x')
    except ValueError as e:
        return type(e).__name__
    return 'no'
