import dagster as dg

@dg.template_var
def s():
    return "tag:daily"
