from dataclasses import dataclass, field
import dagster as dg
from dagster_dbt import DbtProjectComponent


@dataclass
class PostInit(DbtProjectComponent):
    fail_fast: bool = True

    def __post_init__(self):
        if self.fail_fast:
            self.cli_args = [*self.cli_args, "--fail-fast"]
