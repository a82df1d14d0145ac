from pathlib import Path
import dagster as dg
from dagster_dbt import DbtProject, dbt_assets, DbtCliResource, build_schedule_from_dbt_selection

P = DbtProject(project_dir=Path(__file__).parents[4] / "analytics", profiles_dir=Path(__file__).parents[4] / "analytics", state_path="state")

@dg.template_var
def target():
    return P.target or "dev"

@dg.template_var
def state():
    return str(P.state_path.relative_to(P.project_dir))
