import operator
import itertools
from collections import Counter, defaultdict, namedtuple
from functools import cmp_to_key, partial, reduce
from heapq import nsmallest
import dagster as dg

Row = namedtuple("Row", ["day", "store", "amount"])
ROWS = [Row(*r) for r in [("2024-01-02", "b", 3.5), ("2024-01-01", "a", 10), ("2024-01-02", "a", 2), ("2024-01-01", "B", 2), ("2024-01-03", "c", None)]]


def natural(text):
    return tuple(int(t) if t.isdigit() else t.lower() for t in "".join(c if c.isalnum() else " " for c in text).split())


def by(*keys):
    def cmp(a, b):
        for k in keys:
            sign, name = (-1, k[1:]) if k.startswith("-") else (1, k)
            x, y = getattr(a, name), getattr(b, name)
            if x is None or y is None:
                if x is y:
                    continue
                return 1 if x is None else -1
            if x != y:
                return sign * (1 if x > y else -1)
        return 0
    return cmp_to_key(cmp)


def group(rows, *names):
    get = operator.attrgetter(*names)
    return {k: [r.amount for r in g] for k, g in itertools.groupby(sorted(rows, key=get), key=get)}


def pivot(rows):
    table = defaultdict(partial(defaultdict, float))
    for d, s, a in rows:
        table[d][s.lower()] += a or 0
    return {d: dict(t) for d, t in table.items()}


@dg.template_var
def facts():
    out = [[f"{r.day[-2:]}{r.store}" for r in sorted(ROWS, key=by("-day", "amount", "store"))], group(ROWS, "day"), group(ROWS, "store", "day"), pivot(ROWS)]
    out += [sorted("m10 m2 M1 m_3".split(), key=natural), sorted(ROWS, key=lambda r: (r.amount is None, -(r.amount or 0)))[0].store, max(ROWS, key=operator.itemgetter(2) if False else lambda r: r.amount or -1).store, min((r for r in ROWS if r.amount), key=lambda r: r.amount)]
    xs = [3, 1, 2]
    ys = xs; ys.sort(reverse=True); zs = sorted(xs)
    out += [xs, zs, xs is ys, list(reversed(xs)), xs[::-1], xs[-2:], xs[5:], xs[:-1], sorted({"b": 1, "a": 2}.items(), key=lambda kv: kv[1], reverse=True), sorted(["b", "A", "a"]), sorted(["b", "A", "a"], key=str.casefold), sorted([(1, "b"), (1, "a"), (0, "z")]), sorted([True, 0, 2, 1.5])]
    words = "to be or not to be that is the question to".split()
    c = Counter(words)
    out += [c.most_common(2), sorted(c.items(), key=lambda t: (-t[1], t[0]))[:3], sum(c.values()), c["nope"], dict(c - Counter(words[:4])), nsmallest(2, c, key=len)]
    m = [[1, 2, 3], [4, 5, 6]]
    out += [list(zip(*m)), [list(r) for r in zip(*m[::-1])], sum(m, []), [x for row in m for x in row if x % 2], reduce(lambda a, b: a | b, [{1}, {2}]) == {1, 2}, list(itertools.chain.from_iterable(m)), dict(enumerate("ab", start=1)), dict(zip(*[iter("a1b2")] * 2)), list(map(lambda *a: sum(a), *m)), [*map(str.strip, [" a ", "b "])], any(x > 5 for r in m for x in r), [i for i, (a, b) in enumerate(zip("abc", "abd")) if a != b]]
    d = {"a": 1, "b": 2}
    d2 = {**d, "c": 3}; d2.pop("a"); d2.setdefault("z", []).append(1); d2.update(b=5, y=6)
    out += [d2, d | {"b": 9}, dict(sorted(d2.items(), key=lambda kv: kv[0])), {v: k for k, v in d.items()}, list(d), list(d.items())[-1], d.get("q", "-"), "a" in d, [*d.values()], next(iter(d)), dict.fromkeys("ab", 0), {**d}.popitem(), len(d2), d == {"b": 2, "a": 1}, list(reversed(d))]
    try:
        sorted(ROWS, key=lambda r: r.amount)
    except TypeError as e:
        out.append(e)
    return "\n".join(map(str, out))
