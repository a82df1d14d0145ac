from dataclasses import dataclass
from typing import Literal
from dagster_dbt import DbtProjectComponent

@dataclass
class C(DbtProjectComponent):
    mode: Literal[1, 2] = 1
