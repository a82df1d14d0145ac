import dagster as dg
from typing import Protocol, TypedDict, Literal, Callable, TypeVar, Generic
T = TypeVar("T")
class Cfg(TypedDict, total=False):
    name: str
    freq: Literal["daily", "hourly"]

class Maker(Protocol):
    def __call__(self, start: str) -> dg.PartitionsDefinition: ...

MAKERS: dict[str, Maker] = {
    "daily": lambda start: dg.DailyPartitionsDefinition(start_date=start),
    "hourly": lambda start: dg.HourlyPartitionsDefinition(start_date=start + "-00:00"),
}
class Registry(Generic[T]):
    def __init__(self) -> None:
        self._items: dict[str, T] = {}
    def register(self, name: str) -> Callable[[T], T]:
        def deco(fn: T) -> T:
            self._items[name] = fn
            return fn
        return deco
    def __getitem__(self, name): return self._items[name]
registry: Registry[Callable[..., str]] = Registry()

@registry.register("sel")
def _sel(*tags: str, **kw: str) -> str:
    return " ".join([*(f"tag:{t}" for t in tags), *(f"{k}:{v}" for k, v in kw.items())])

CFG: Cfg = {"name": "x", "freq": "daily"}

@dg.template_var
def pdef():
    return MAKERS[CFG["freq"]](start="2024-06-01")

@dg.template_var
def sel():
    return registry["sel"]("a", "b", path="seeds")
