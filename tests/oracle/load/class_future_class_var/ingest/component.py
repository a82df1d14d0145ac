from __future__ import annotations
from typing import ClassVar
from dataclasses import dataclass
from dagster_dbt import DbtProjectComponent


@dataclass
class A(DbtProjectComponent):
    n: ClassVar[int] = 4
