from dataclasses import dataclass
from enum import Enum
from pydantic import Field
import dagster as dg


class Unit(Enum):
    DAY = "day"


class Rule(dg.Model, dg.Resolvable):
    name: str
    limit: int = Field(default=3, ge=1)
    tags: list[str] = []


@dataclass(frozen=True)
class Window(dg.Resolvable):
    size: int
    unit: str = "day"

    def label(self):
        return f"{self.size}{self.unit[0]}"
