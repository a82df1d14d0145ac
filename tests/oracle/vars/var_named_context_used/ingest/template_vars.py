import dagster as dg


@dg.template_var
def context():
    return "x"
