import dagster as dg


@dg.template_var
def v(context):
    return context.component_path.file_path.name
