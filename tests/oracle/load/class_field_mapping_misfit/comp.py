from dataclasses import dataclass
from dagster_dbt import DbtProjectComponent
@dataclass
class Own(DbtProjectComponent):
    days: dict[str, int] | None = None
