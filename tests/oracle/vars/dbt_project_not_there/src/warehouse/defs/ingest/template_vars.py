from pathlib import Path
import dagster as dg
from dagster_dbt import DbtProject

@dg.template_var
def dbt_dir():
    return str(DbtProject(Path(__file__).parent / "nowhere").project_dir)
