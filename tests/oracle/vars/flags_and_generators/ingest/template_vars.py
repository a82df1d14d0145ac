from __future__ import annotations
from dataclasses import dataclass, field
from enum import Enum, Flag, auto
from typing import Callable, Iterable, Iterator
import dagster as dg

class Cap(Flag):
    READ = auto()
    WRITE = auto()
    RUN = auto()
    ALL = READ | WRITE | RUN

@dataclass(slots=True)
class Layer:
    name: str
    depth: int = 0
    children: list["Layer"] = field(default_factory=list)
    caps: Cap = Cap.READ

    def walk(self) -> Iterator[Layer]:
        yield self
        for c in sorted(self.children, key=lambda c: c.name):
            yield from c.walk()

    def __iter__(self): return self.walk()
    def __len__(self): return sum(1 for _ in self)
    def __contains__(self, item): return any(l.name == item for l in self)

ROOT = Layer("raw", 0, [Layer("stg", 1, [Layer("mart", 2)], Cap.ALL), Layer("int", 1, caps=Cap.READ | Cap.RUN)])

@dg.template_var
def selection() -> str:
    return f"{[l.name for l in ROOT]} {len(ROOT)} {'mart' in ROOT} {ROOT.children[0].caps} {ROOT.children[1].caps!r} {Cap.WRITE in Cap.ALL} {bool(Cap(0))} {Cap['RUN'].value} {Cap.ALL & ~Cap.READ} {len(Cap.ALL)} {Cap(3)} {list(Cap)}"

@dg.template_var
def probe():
    return dg.StaticPartitionsDefinition([f"{name}: {value}" for name, value in [("selection", selection())]])
