import dagster as dg


@dg.template_var
def parts():
    return "2024-01-01"
