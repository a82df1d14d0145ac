import dagster as dg

@dg.template_var
def tag():
    return "tag:marts"
