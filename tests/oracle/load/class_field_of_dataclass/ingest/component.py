from dataclasses import dataclass, field
from dagster_dbt import DbtProjectComponent
@dataclass
class Cfg:
    n: int = 1



@dataclass
class A(DbtProjectComponent):
    own: Cfg = field(default_factory=Cfg)
