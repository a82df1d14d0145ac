import dagster as dg


@dg.template_var
def v():
    def inner(x):
        return f'{x}{n}'
    n = 2
    return inner('a')
