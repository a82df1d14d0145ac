import dagster as dg
from pathlib import Path

HERE = Path(__file__).parent


@dg.template_var
def team(context: dg.ComponentLoadContext) -> str:
    return context.path.parent.name


@dg.template_var
def component(context):
    return context.path.name.replace("-", "_").lower()


@dg.template_var
def dbt_dir(context: dg.ComponentLoadContext):
    return str(context.project_root / "dbt")


@dg.template_var
def dbt_dir_beside():
    return (HERE / ".." / ".." / ".." / ".." / "dbt").as_posix()
