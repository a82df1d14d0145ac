import datetime as dt
import os
import typing as t
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Dict, Generic, List, Literal, NamedTuple, Optional, TypedDict, TypeVar, Union

import dagster as dg
from dagster import AssetExecutionContext, ComponentLoadContext
from zoneinfo import ZoneInfo

T = TypeVar("T")
X: int = 3
Y: "Later"
Z: t.Mapping[str, "Foo"] = {}


class Row(TypedDict):
    a: int
    b: "Row"


class P(NamedTuple):
    x: int
    y: str = "a"


@dataclass
class Target:
    name: str
    k: ClassVar[str] = "a"
    n: int | None = 3
    w: Optional[Dict[str, List[int]]] = None
    z: dt.timezone = dt.timezone.utc

    def full(self, other: "Target | None" = None, *args: str, **kw: Any) -> str:
        return f"{self.name}"


def f(a: Callable[..., t.Any], b: Iterable[int], c: Literal["a", "b"], p: Path, d: dt.date | dt.datetime, z: ZoneInfo) -> Union[int, str, None]:
    x: Nowhere = 3
    return x


def g(c: dict[str, list[tuple[int, ...]]], e: Exception | type[ValueError], o: object, s: frozenset[bytes], m: memoryview, r: range, u: slice, v: complex, w: bytearray, pr: property) -> None:
    pass


@dg.template_var
def target(context: ComponentLoadContext) -> str:
    return Target("daily").full()


@dg.template_var
def parts() -> dg.DailyPartitionsDefinition:
    return dg.DailyPartitionsDefinition("2024-01-01")


def h(a: dg.AssetExecutionContext, b: dg.OpExecutionContext, c: dg.PartitionsDefinition, d: dg.TimeWindow, e: dg.AutomationCondition, f: dg.AssetKey, g: dg.MultiPartitionKey, h: dg.Config, i: dg.AssetSpec, j: dg.Definitions) -> dg.BackfillPolicy: ...
