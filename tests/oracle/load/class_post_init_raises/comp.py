from dataclasses import dataclass
import dagster as dg
from dagster_dbt import DbtProjectComponent


@dataclass
class Checked(DbtProjectComponent):
    retries: int = 0

    def __post_init__(self):
        if self.retries < 1:
            raise ValueError(f"retries must be positive, got {self.retries}")
