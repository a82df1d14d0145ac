from pathlib import Path
from dagster_dbt import DbtCliResource, DbtProject, dbt_assets

dbt_project = DbtProject(project_dir=Path(__file__).joinpath("..", "..", "..", "..", "analytics").resolve())
dbt_project.prepare_if_dev()
RESOURCES = {"dbt": DbtCliResource(project_dir=dbt_project)}
