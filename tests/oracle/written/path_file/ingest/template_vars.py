import dagster as dg
from pathlib import Path


@dg.template_var
def dbt_dir():
    return Path(__file__).resolve().parents[4] / "dbt"
