import dagster as dg


@dg.template_var
def proj(context):
    return {"project_dir": str(context.project_root / "dbt"), "target": "prod"}
