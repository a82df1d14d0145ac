from dataclasses import dataclass, field
from typing import Annotated, Optional

import dagster as dg
from dagster_dbt import DbtProjectComponent
from pydantic import Field


class Window(dg.Model, dg.Resolvable):
    days: Annotated[int, "how many"] = 3
    unit: str = "day"


@dataclass
class Marts(DbtProjectComponent):
    window: Annotated[Window | None, Field(description="what a run takes")] = None
    others: Annotated[list[Window], "more of them", Field(title="Others")] = field(default_factory=list)
    threads: Annotated[int, "of dbt"] = 4
    labels: Annotated[Optional[list[str]], Field(examples=["eu"])] = None

    def get_cli_args(self, context):
        windows = [f"{each.days}{each.unit}" for each in [self.window, *self.others]]
        return [*super().get_cli_args(context), "--vars", "+".join(windows + self.labels), "--threads", str(self.threads)]
