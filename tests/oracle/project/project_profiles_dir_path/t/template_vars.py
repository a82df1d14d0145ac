import dagster as dg
from dagster_dbt import DbtProject
from pathlib import Path
@dg.template_var
def project(context: dg.ComponentLoadContext):
    return {"project_dir": str(context.project_root / "dbt"), "target": "prod"}
@dg.template_var
def where(context: dg.ComponentLoadContext):
    return context.project_root / "dbt"
@dg.template_var
def target():
    return "prod"
