from __future__ import annotations
from dataclasses import dataclass
from dagster_dbt import DbtProjectComponent


@dataclass
class A(DbtProjectComponent):
    team: str = "core"
