import dagster as dg
from typing import NamedTuple, TypedDict, Protocol, Generic, TypeVar, Literal
T = TypeVar("T")
class Row(TypedDict, total=False):
    name: str
    n: int
class Store(Protocol):
    def get(self, k: str) -> str: ...
class Registry(Generic[T]):
    def __init__(self):
        self._items: dict[str, T] = {}
    def register(self, key: str, item: T) -> None:
        self._items[key] = item
    def get(self, key: str) -> T:
        return self._items[key]
r: Registry[Row] = Registry()
r.register("a", Row(name="orders", n=3))
r2 = Registry[str]()
r2.register("b", "zz")
@dg.template_var
def name():
    return r.get("a")["name"] + r2.get("b")
