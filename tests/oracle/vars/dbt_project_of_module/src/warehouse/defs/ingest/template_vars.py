import dagster as dg
from warehouse.defs.project import dbt_project

@dg.template_var
def dbt_dir() -> str:
    return dbt_project.project_dir.as_posix()

@dg.template_var
def prefix():
    return dbt_project.name
