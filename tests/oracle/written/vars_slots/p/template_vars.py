from __future__ import annotations
from dataclasses import dataclass, field, replace, asdict
from typing import ClassVar, Optional
import dagster as dg

@dataclass(frozen=True, slots=True)
class JobConfig:
    name: str
    select: str = "fqn:*"
    start: Optional[str] = None
    labels: dict[str, str] = field(default_factory=dict)
    DEFAULT_START: ClassVar[str] = "2024-01-01"

    def __post_init__(self):
        if not self.name.isidentifier():
            raise ValueError(f"bad name {self.name!r}")

    @property
    def tags(self):
        return {**self.labels, "job": self.name}

    def partitions(self):
        return dg.DailyPartitionsDefinition(start_date=self.start or self.DEFAULT_START)

BASE = JobConfig(name="base", labels={"team": "core"})

@dg.template_var
def cfg() -> JobConfig:
    return replace(BASE, name="orders", select="tag:daily")
