import dagster as dg


A = 1
B = A + 1
A = 5

@dg.template_var
def v():
    return f'{B}'
