from dataclasses import dataclass, field
from typing import Optional

import dagster as dg
from dagster_dbt import DbtProjectComponent


class Window(dg.Model, dg.Resolvable):
    days: int = 3
    unit: str = "day"


@dataclass
class Retry(dg.Resolvable):
    times: int = 0
    window: Optional[Window] = None


@dataclass
class Marts(DbtProjectComponent):
    window: Window | None = None
    others: list[Window] = field(default_factory=list)
    retries: dict[str, Retry] = field(default_factory=dict)

    def get_cli_args(self, context):
        windows = [f"{each.days}{each.unit}" for each in [self.window, *self.others]]
        retries = [f"{name}:{retry.times}/{retry.window.days}" for name, retry in self.retries.items()]
        return [*super().get_cli_args(context), "--vars", "+".join(windows + retries)]
