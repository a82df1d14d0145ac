import enum
import re
from collections import deque
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
import dagster as dg


class Op(enum.Enum):
    ADD = "+"
    DEL = "-"


class Span(NamedTuple):
    lo: int
    hi: int = 10

    def __contains__(self, x): return self.lo <= x < self.hi
    def __add__(self, n): return Span(self.lo + n, self.hi + n)
    def __or__(self, o): return Span(min(self.lo, o.lo), max(self.hi, o.hi))
    def __radd__(self, n): return self + n
    @property
    def size(self): return self.hi - self.lo
    @classmethod
    def parse(cls, t): return cls(*map(int, t.split("-")))
    def clamp(self, x, /): return min(max(x, self.lo), self.hi)


@dataclass
class Cmd:
    op: Op
    target: str
    args: tuple = ()


def run(c):
    match c:
        case Cmd(Op.ADD, target, ()): return f"add {target}"
        case Cmd(op=Op.DEL, target=str(t)) if t.startswith("!"): return f"force {t[1:]}"
        case Cmd(Op.ADD | Op.DEL as op, args=[a, *rest]): return f"{op.name} {a} {rest}"
        case Cmd(): return "cmd"
        case {"op": "+", "n": int() as n} if n > 3: return f"big {n}"
        case {"op": ("+" | "-") as o, **rest}: return f"{o} {sorted(rest)}"
        case {}: return "map"
        case Span(lo, hi=20): return f"span {lo}"
        case Span(): return f"Span {c.size}"
        case [1, [2, x], *_, last]: return (x, last)
        case (a, b) | [a, b, None]: return a, b
        case []: return "empty"
        case deque() | range(): return "seq?"
        case str() as s if (m := re.match(r"(\w+)=(\d+)", s)): return m.groups()
        case "": return "blank"
        case True | False: return "bool"
        case None: return "none"
        case 0 | 1.0: return "01"
        case -1 | -2.5: return "neg"
        case float(): return "float"
        case datetime(year=2024, month=m): return f"m{m}"
        case date(): return "date"
        case timedelta(days=d) if d: return f"{d}d"
        case type(): return "type"
        case x: return f"other {type(x).__name__}"


@dg.template_var
def facts():
    A, D = Op
    vals = [Cmd(A, "x"), Cmd(D, "!y"), Cmd(D, "z", (1, 2)), Cmd(D, "q"), {"op": "+", "n": 5}, {"op": "+", "n": 1}, {}, {"a": 1}, Span(3, 20), Span(1), [1, [2, 3], 4, 5], (1, 2), [1, 2, None], [], deque(), range(2), "a=1", "", "zz", True, None, 0, 1, -1, -2.5, 3.5,  datetime(2024, 5, 1), date(2024, 1, 1), timedelta(2), timedelta(0), int, b"x", {1}, lambda: 1, Op.ADD, 7]
    out = [run(v) for v in vals]
    s = Span.parse("3-9")
    out += [5 in s, 9 in s, "q", s + 1, 2 + s, s | Span(0, 4), s.size, s.clamp(99), s < Span(4), s == (3, 9), s[0], [*s], s._replace(hi=4), Span._fields, hash(s) == hash((3, 9)), sorted([Span(2), Span(1, 5)]), sum([Span(1), Span(2)], Span(0)) if False else "", repr(s), str(s), max(s), Span(hi=1, lo=2)]
    try:
        Span()
    except TypeError as e:
        out.append(e)
    return "\n".join(map(str, out))
