import dagster as dg


@dg.template_var
def v(context=None):
    return context.path.name
