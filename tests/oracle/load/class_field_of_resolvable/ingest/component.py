from dataclasses import dataclass, field
from dagster_dbt import DbtProjectComponent
import dagster as dg


@dataclass
class Cfg(dg.Resolvable):
    n: int = 1



@dataclass
class A(DbtProjectComponent):
    own: Cfg = field(default_factory=Cfg)
