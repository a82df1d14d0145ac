import contextlib
import io
import itertools as it
import json
import re
import typing as t
from collections import deque

import dagster as dg

LINE = re.compile(
    r"""
    ^\s*(?P<name>[\w.]+)      # model
    (?:\[(?P<tags>[^\]]*)\])? # tags
    \s*(?P<arrow>->|<-)\s*
    (?P<rest>.+?)\s*(?:\#.*)?$
    """,
    re.VERBOSE,
)
GRAPH = """
stg_orders[raw,hourly] -> orders_by_day, customers   # first
orders_by_day <- customers
# a comment
broken line
customers[] -> report.total
"""


class ParseError(ValueError):
    def __init__(self, line_number, line):
        self.line_number = line_number
        super().__init__(f"line {line_number}: {line!r}")


def parse(text: str, *, strict: bool = False) -> t.Iterator[tuple[str, str, frozenset]]:
    for number, line in enumerate(io.StringIO(text), start=1):
        if not (line := line.rstrip("\n")).strip() or line.lstrip().startswith("#"):
            continue
        if (m := LINE.match(line)) is None:
            if strict:
                raise ParseError(number, line)
            continue
        name, arrow, rest = m["name"], m["arrow"], m["rest"]
        tags = frozenset(filter(None, (m["tags"] or "").split(",")))
        for other in re.split(r"\s*,\s*", rest):
            yield (name, other, tags) if arrow == "->" else (other, name, tags)


def bfs(edges, start):
    graph: dict[str, list[str]] = {}
    for a, b, _ in edges:
        graph.setdefault(a, []).append(b)
    queue, seen = deque([(start, 0)]), {start}
    while queue:
        node, depth = queue.popleft()
        yield depth, node
        for nxt in graph.get(node, ()):
            if nxt not in seen:
                seen.add(nxt)
                queue.append((nxt, depth + 1))


def batched(items, n):
    iterator = iter(items)
    while batch := tuple(it.islice(iterator, n)):
        yield batch


def running():
    total = 0
    while True:
        got = yield total
        if got is None:
            return total
        total += got


def drive(*values):
    g = running()
    next(g)
    out = [g.send(v) for v in values]
    try:
        g.send(None)
    except StopIteration as stop:
        out.append(("total", stop.value))
    return out


@contextlib.contextmanager
def collected(label, *, into: list):
    buf = io.StringIO()
    print(f"<{label}", end="", file=buf)
    try:
        yield buf
    except ZeroDivisionError as e:
        print(f"!{e}", end="", file=buf)
    finally:
        buf.write(">")
        into.append(buf.getvalue())


@dg.template_var
def facts():
    edges = list(parse(GRAPH))
    out = [f"{a}>{b}{sorted(tags)}" for a, b, tags in edges]
    out += [f"{d}{n}" for d, n in bfs(edges, "stg_orders")]
    try:
        list(parse(GRAPH, strict=True))
    except ParseError as error:
        out.append(f"{error} {error.line_number} {error.args}")
    with collected("ok", into=out) as b:
        b.write(json.dumps(drive(1, 2, 3)))
    with collected("bad", into=out):
        1 / 0
    out += ["+".join(map(str, x)) for x in batched(range(7), 3)]
    *head, last = (x for x in "abc")
    out.append(f"{head}{last}")
    a, (b, *c), d = 1, "xyz", {"k": 2}
    out.append(f"{a=} {b=} {c=!s} {d=}")
    return "\n".join(out)
