import os
import dagster as dg
from ..shared.projects import shop as _shop
from dagster_dbt import DbtProject


@dg.template_var
def shop():
    return _shop


@dg.template_var
def by_target(context):
    return DbtProject(context.project_root / "dbt", target=os.getenv("DBT_TARGET", "dev"))
