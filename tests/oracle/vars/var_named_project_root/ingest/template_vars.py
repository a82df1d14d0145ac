import dagster as dg


@dg.template_var
def project_root(context):
    return str(context.project_root)
