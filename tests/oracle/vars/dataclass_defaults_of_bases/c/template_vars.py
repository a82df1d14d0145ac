from __future__ import annotations
import dataclasses as dc
from abc import ABC, abstractmethod
from typing import ClassVar, Optional
import dagster as dg


class Defaults:
    retries = 3
    owner: str = "core"


@dc.dataclass
class Job(Defaults):
    name: str
    retries: int
    owner: str = dc.field(default="x")
    kind: ClassVar[str] = "job"


@dc.dataclass
class Nightly(Job):
    hour: int = 2
    kind = "nightly"
    retries: int = 5
    extra: Optional[dict] = None

    def __post_init__(self):
        self.extra = self.extra or {}
        self.slot = f"{self.hour:02d}h"


@dc.dataclass
class Weekly(Nightly):
    name: str = "weekly"
    hour: int = dc.field(default=3, compare=False)
    day: int = dc.field(default_factory=lambda: len(Weekly.__mro__))


class Mixin:
    def label(self):
        return f"{self.name}/{self.retries}"


@dc.dataclass(repr=False)
class Mixed(Mixin, Weekly):
    def __repr__(self):
        return f"<{self.label()}>"


@dc.dataclass
class Tree:
    value: int
    children: list[Tree] = dc.field(default_factory=list)

    def walk(self):
        yield self.value
        for c in self.children:
            yield from c.walk()


@dc.dataclass(unsafe_hash=True)
class Key:
    a: str
    b: int = dc.field(hash=False, default=0)
    c: tuple = ()


@dg.template_var
def facts():
    out = [Job("a"), Job("a", 1), Nightly("n"), Weekly(), Mixed(), Mixed("z", retries=0).label(), Weekly().slot, Weekly.kind, Job.kind]
    out += [Weekly(hour=1) == Weekly(hour=9), Weekly() == Nightly("weekly"), Nightly("n") != Nightly("n", hour=3), [f.name for f in dc.fields(Weekly)], dc.replace(Weekly(), hour=7).slot]
    t = Tree(1, [Tree(2, [Tree(3)]), Tree(4)])
    out += [list(t.walk()), dc.asdict(t), dc.astuple(Tree(1, [Tree(2)])), {Key("a"), Key("a", 5), Key("b")}.__len__()]
    for bad in (lambda: Nightly(), lambda: Job(), lambda: Job("a", 1, "o", 4), lambda: Weekly(foo=1), lambda: {Tree(1)}, lambda: Tree(1) < Tree(2)):
        try:
            out.append(bad())
        except TypeError as e:
            out.append(e)
    try:
        @dc.dataclass
        class Bad:
            x: int = 1
            y: str
    except TypeError as e:
        out.append(e)
    try:
        @dc.dataclass
        class Bad2:
            x: list = []
    except ValueError as e:
        out.append(e)
    return "\n".join(map(str, out))
