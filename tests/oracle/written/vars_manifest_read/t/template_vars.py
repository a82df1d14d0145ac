import dagster as dg
from pathlib import Path
import yaml

@dg.template_var
def target(context: dg.ComponentLoadContext):
    project = yaml.safe_load((context.project_root / "dbt" / "dbt_project.yml").read_text())
    return project["name"]
