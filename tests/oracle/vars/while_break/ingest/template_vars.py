import dagster as dg


@dg.template_var
def v():
    n = 0
    while True:
        n += 1
        if n > 6:
            break
    return f'n{n}'
