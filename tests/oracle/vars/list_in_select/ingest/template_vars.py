import dagster as dg


@dg.template_var
def a():
    return ["stg_orders"]
