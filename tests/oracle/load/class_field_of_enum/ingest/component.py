from dataclasses import dataclass, field
from dagster_dbt import DbtProjectComponent
from enum import Enum


class Size(Enum):
    S = "s"



@dataclass
class A(DbtProjectComponent):
    own: Size = Size.S
