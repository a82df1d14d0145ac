from dataclasses import dataclass
from dagster_dbt import DbtProjectComponent


@dataclass(kw_only=True)
class A(DbtProjectComponent):
    team: str
    size: int = 3
