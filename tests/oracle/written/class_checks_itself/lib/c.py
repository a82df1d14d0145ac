import json
from dataclasses import dataclass, field
from datetime import timedelta

from dagster import _check as check
from dagster_dbt import DbtProjectComponent


@dataclass
class Tiered(DbtProjectComponent):
    tier: str = "gold"
    lookbacks: dict[str, int] = field(default_factory=lambda: {"gold": 3, "silver": 1})

    def __post_init__(self):
        check.invariant(self.tier in self.lookbacks, f"unknown tier {self.tier}")

    def get_cli_args(self, context):
        window = check.not_none(context.partition_time_window)
        start = window.start - timedelta(days=self.lookbacks[self.tier])
        return ["build", "--vars", json.dumps({"from": f"{start:%Y-%m-%d}", "to": f"{window.end:%Y-%m-%d}"})]
