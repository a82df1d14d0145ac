from dataclasses import dataclass

from dagster_dbt import DbtProjectComponent


@dataclass
class Teamed(DbtProjectComponent):
    team: str = "core"
