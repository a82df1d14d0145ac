import dagster as dg


@dg.template_var
def tagged():
    return lambda t, sep=":": f"tag{sep}{t}"
