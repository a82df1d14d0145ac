from dataclasses import dataclass
import dagster as dg
from dagster_dbt import DbtProjectComponent


@dataclass
class Domain(DbtProjectComponent):
    domain: str = "all"

    def __post_init__(self):
        self.select = f"tag:{self.domain}"
