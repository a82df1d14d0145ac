import dagster as dg


@dg.template_var
def start(context):
    return context.path
