from __future__ import annotations
from dataclasses import dataclass
from dagster_dbt import DbtProjectComponent


@dataclass
class Base(DbtProjectComponent):
    n: int = 4
