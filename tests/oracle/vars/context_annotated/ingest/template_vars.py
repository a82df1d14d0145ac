import dagster as dg


@dg.template_var
def v(context: dg.ComponentLoadContext):
    return context.path.name + '_x'
