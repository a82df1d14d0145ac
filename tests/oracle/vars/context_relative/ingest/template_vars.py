import dagster as dg


@dg.template_var
def v(context):
    return str(context.path.relative_to(context.project_root)).replace('/', '_')
