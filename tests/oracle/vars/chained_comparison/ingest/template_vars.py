import dagster as dg


@dg.template_var
def v():
    return 'yes' if 1 < 2 < 3 != 4 else 'no'
