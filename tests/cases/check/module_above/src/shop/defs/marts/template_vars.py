import dagster as dg


@dg.template_var
def chosen():
    return "tag:daily"
