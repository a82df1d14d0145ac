import dagster as dg


@dg.template_var
def start():
    return (1,
