import dagster as dg


@dg.template_var
def v(context):
    return context.path.name
