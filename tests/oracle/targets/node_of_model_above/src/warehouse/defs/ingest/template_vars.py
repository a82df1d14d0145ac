import dagster as dg

GROUPS = {"marts": "gold", "finance": "gold"}


@dg.template_var
def group_of():
    return lambda node: GROUPS[node["fqn"][-2]]
