from dataclasses import dataclass, field
from typing import Any
import dagster as dg
from dagster_dbt import DbtProjectComponent


@dataclass
class Merge(DbtProjectComponent):
    vars: dict[str, Any] = field(default_factory=dict)
    full_refresh: bool = False

    def __post_init__(self):
        flags = ["--full-refresh"] if self.full_refresh else []
        self.cli_args = list(self.cli_args) + flags + [{"--vars": self.vars}]
