import dagster as dg


@dg.template_var
def v():
    n = 0
    
    def up():
        nonlocal n
        n += 1
        return n
    up()
    return f'n{up()}'
