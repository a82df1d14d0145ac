from pathlib import Path
from dagster_dbt import DbtProject

ROOT = Path(__file__).parents[4]
shop = DbtProject(project_dir=ROOT / "dbt", profiles_dir=str(ROOT / "dbt"), profile="shop")
shop.prepare_if_dev()
