import dagster as dg


@dg.template_var
def here(context):
    return context.path.name
