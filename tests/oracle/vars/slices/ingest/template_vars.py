import dagster as dg


@dg.template_var
def v():
    return 'abcdef'[::-1][1:4]
