import dagster as dg

@dg.template_var
def zone():
    return "Europe/Madrid"
