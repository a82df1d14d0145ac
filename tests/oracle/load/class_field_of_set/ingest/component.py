from dataclasses import dataclass, field
from dagster_dbt import DbtProjectComponent



@dataclass
class A(DbtProjectComponent):
    own: set[str] = field(default_factory=set)
