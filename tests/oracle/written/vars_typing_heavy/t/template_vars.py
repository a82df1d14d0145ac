from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, Optional, TypedDict

import dagster as dg

if TYPE_CHECKING:
    from dagster import ComponentLoadContext

START: Final[str] = "2024-01-01"
Cadence = Literal["daily", "hourly"]

class Settings(TypedDict, total=False):
    start: str
    cadence: Cadence

class Window(NamedTuple):
    start: str
    end: Optional[str] = None

SETTINGS: Settings = {"start": START, "cadence": "daily"}

@dg.template_var
def p(context: ComponentLoadContext) -> dg.PartitionsDefinition:
    w = Window(SETTINGS["start"])
    makers: Mapping[str, Callable[..., Any]] = {"daily": dg.DailyPartitionsDefinition, "hourly": dg.HourlyPartitionsDefinition}
    return makers[SETTINGS.get("cadence", "daily")](start_date=w.start, end_date=w.end)
