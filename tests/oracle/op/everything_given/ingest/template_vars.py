import dagster as dg


@dg.template_var
def team() -> str:
    return "core"
