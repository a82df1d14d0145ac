import dagster as dg


@dg.template_var
def partition_key():
    return "mine"
