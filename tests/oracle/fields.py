from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, Dict, List, Literal, Mapping, Optional, Sequence, Tuple, Union
import dagster as dg
from dagster import Resolver
from dagster_dbt import DbtProjectComponent
from pydantic import Field


class Size(Enum):
    SMALL = "small"
    LARGE = "large"


class Shop(dg.Model):
    name: str
    n: int = 1


@dataclass
class Point(dg.Resolvable):
    x: int
    y: int = 0


class Loose(dg.Model):
    name: Any
    sub: Optional[Shop] = None


class Sized(dg.Model):
    size: Size = Size.LARGE
    sizes: list[Size] = []
    opt: Optional[Size] = None


@dataclass
class SizedPoint(dg.Resolvable):
    size: Size = Size.LARGE
    sizes: list[Size] = ()
    opt: Optional[Size] = None


@dataclass
class Noted(dg.Resolvable):
    day: Annotated[Point, Resolver(lambda context, value: ("made", value), model_field_type=str)] = "a"
    note: Annotated[str, Resolver.default()] = "b"


@dataclass
class Plain(dg.Resolvable):
    a: str = "-"
    b: Optional[int] = None
    c: Union[str, int] = 0
    d: Literal["x", "y"] = "x"
    e: list[str] = ()
    f: dict[str, int] = None
    g: bool = False
    h: float = 0.5
    i: Any = None
    j: int | None = None
    k: Sequence[int] = ()
    l: Mapping[str, str] = None
    m: List[List[str]] = ()
    n: Dict[str, Optional[bool]] = None


class Stop(dg.Model, dg.Resolvable):
    x: int = 0


class Stay(dg.Model, dg.Resolvable):
    nights: int = 1
    town: Annotated[str, "where"] = "a"
    point: Optional[Stop] = None


def made(context, value):
    return ("made", value)
