import dagster as dg

@dg.template_var
def tag():
    raise KeyError("x")
