import dagster as dg


@dg.template_var
def one():
    return "stg_orders"


@dg.template_var
def both():
    return one() + " customers"
