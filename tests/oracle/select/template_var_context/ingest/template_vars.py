import dagster as dg


@dg.template_var
def dbt_dir(context: dg.ComponentLoadContext) -> str:
    return str(context.project_root / "dbt")
