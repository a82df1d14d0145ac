from dataclasses import dataclass
from dagster_dbt import DbtProjectComponent
@dataclass
class Own(DbtProjectComponent):
    n: int = 0
