import dagster as dg
import yaml


@dg.template_var
def group(context):
    with (context.project_root / "dbt" / "dbt_project.yml").open() as f:
        project = yaml.safe_load(f)
    return f"{project['name']}_models"
