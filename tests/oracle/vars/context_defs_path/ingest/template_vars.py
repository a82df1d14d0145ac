import dagster as dg


@dg.template_var
def v(context):
    return context.defs_module_path.name
