import dagster as dg


@dg.template_var
def chunk():
    return 2
