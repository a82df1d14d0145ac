import dagster as dg


@dg.template_var
def t():
    return "kind:dbt"
