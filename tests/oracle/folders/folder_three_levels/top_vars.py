import dagster as dg

@dg.template_var
def start():
    return "2024-01-01"

@dg.template_var
def tag():
    return "tag:marts"
