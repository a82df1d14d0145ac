import dagster as dg
from pathlib import Path
@dg.template_var
def dbt_dir(context: dg.ComponentLoadContext) -> Path:
    return context.project_root / "dbt"
