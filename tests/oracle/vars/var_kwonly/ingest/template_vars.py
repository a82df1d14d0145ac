import dagster as dg


@dg.template_var
def sel(*, prefix="tag"):
    return "stg_orders"
