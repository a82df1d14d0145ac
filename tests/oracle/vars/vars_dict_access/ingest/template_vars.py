import dagster as dg


@dg.template_var
def cfg():
    return {"select": "tag:marts", "exclude": ["customers", "stg_orders"], "op": {"name": "x"}}
