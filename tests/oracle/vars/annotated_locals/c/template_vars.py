from __future__ import annotations

import typing
from typing import (
    TYPE_CHECKING, Annotated, Any, AnyStr, Awaitable, Callable, ClassVar, Concatenate, Final, Generic, Iterable, Literal, LiteralString, Never,
    NewType, NoReturn, NotRequired, Optional, ParamSpec, Protocol, Required, Self, SupportsInt, TypeAlias, TypedDict, TypeVar, TypeVarTuple, Union, Unpack, assert_never, cast, final, get_args, overload, runtime_checkable, reveal_type,
)

import dagster as dg

if TYPE_CHECKING:
    from .nope import Thing

ModelName = NewType("ModelName", str)
Grain: TypeAlias = Literal["day", "week", "month"]
JSON = Union[dict[str, "JSON"], list["JSON"], str, int, float, bool, None]
MAX: Final[int] = 3
T_co = TypeVar("T_co", covariant=True)
N = TypeVar("N", int, float)
Ts = TypeVarTuple("Ts")


@runtime_checkable
class HasArgs(Protocol):
    def args(self) -> list[str]: ...


class Movie(TypedDict, total=False):
    name: Required[str]
    year: NotRequired[int]


class Stack(Generic[N]):
    items: list[N]

    def __init__(self, *items: N) -> None:
        self.items = list(items)

    def push(self, item: N) -> Self:
        self.items.append(item)
        return self

    @overload
    def pop(self, n: None = ...) -> N: ...
    @overload
    def pop(self, n: int) -> list[N]: ...
    def pop(self, n=None):
        return self.items.pop() if n is None else [self.items.pop() for _ in range(n)]


class Weekly:
    def args(self): return ["--week"]


class Daily(Weekly):
    args = None


@final
class Runner:
    def run(self, thing: HasArgs | Thing, *, grain: Grain = "day", **kw: Unpack[Movie]) -> JSON:
        return [*thing.args(), grain, kw]


def grain_of(text: str) -> Grain:
    if text not in get_args(Grain):
        raise ValueError(f"{text!r} not in {get_args(Grain)}")
    return cast(Grain, text)


def never(x: Literal["a", "b"]) -> str:
    if x == "a":
        return "A"
    elif x == "b":
        return "B"
    assert_never(x)


@dg.template_var
def facts() -> str:
    out: list[Any] = [ModelName("a"), MAX, Stack[int](1, 2).push(3).pop(2), Stack(1).items, Movie(name="x"), Runner().run(Weekly(), grain="week", name="q")]
    for bad in (lambda: grain_of("year"), lambda: never("c")):
        try:
            out.append(bad())
        except Exception as e:
            out.append(f"{type(e).__name__}: {e}")
    v: int
    try:
        print(v)
    except UnboundLocalError as e:
        out.append(e)
    out += [facts.__annotations__ if False else "", Movie.__annotations__.keys(), typing.get_type_hints(Stack.push).keys() if False else ""]
    return "\n".join(map(str, out))
