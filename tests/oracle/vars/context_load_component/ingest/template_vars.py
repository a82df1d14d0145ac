import dagster as dg


@dg.template_var
def x(context):
    return f"tag:{type(context).__name__}"
