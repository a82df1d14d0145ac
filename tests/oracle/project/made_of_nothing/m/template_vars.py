import dagster as dg
from dagster_dbt import DbtProject


@dg.template_var
def shop(context):
    return DbtProject(context.project_root / "transform")
