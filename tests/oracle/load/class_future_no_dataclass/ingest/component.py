from __future__ import annotations
from dagster_dbt import DbtProjectComponent


class A(DbtProjectComponent):
    team: str = "core"
