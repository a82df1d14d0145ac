from dataclasses import dataclass, field
from dagster_dbt import DbtProjectComponent
import dagster as dg


class Cfg(dg.Model):
    n: int = 1



@dataclass
class A(DbtProjectComponent):
    own: Cfg = field(default_factory=Cfg)
