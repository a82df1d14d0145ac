from dataclasses import dataclass, field
from dagster_dbt import DbtProjectComponent
from datetime import date


@dataclass
class A(DbtProjectComponent):
    own: list[date] = field(default_factory=list)
