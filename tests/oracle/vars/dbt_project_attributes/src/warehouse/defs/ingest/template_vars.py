from pathlib import Path
import dagster as dg
from dagster_dbt import DbtProject

P = DbtProject(project_dir=Path(__file__).joinpath("..", "..", "..", "..", "..", "analytics").resolve(), packaged_project_dir=Path(__file__).parent / "dbt-project", profile="analytics")

@dg.template_var
def facts():
    return {"name": P.name, "target_path": str(P.target_path), "manifest": P.manifest_path.name, "profile": P.profile,
            "target": str(P.target), "state": str(P.state_path), "profiles": Path(P.profiles_dir).name if P.profiles_dir else None}
