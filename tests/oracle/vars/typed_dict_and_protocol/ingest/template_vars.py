import dagster as dg


from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple, Optional, TypedDict, Union

if TYPE_CHECKING:
    from pandas import DataFrame

Region = Literal["us", "eu"]
DEFAULT: Final[str] = "eu"


class Opts(TypedDict, total=False):
    region: Region
    n: Optional[int]


class Pair(NamedTuple):
    a: str
    b: int = 2


@dg.template_var
def x() -> Union[str, None]:
    opts: Opts = {"region": DEFAULT}
    p = Pair("z")
    return f"tag:{opts['region']}_{p.a}{p.b}"
