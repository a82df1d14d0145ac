from collections import ChainMap, Counter, OrderedDict, defaultdict, deque, namedtuple
import dagster as dg

Pair = namedtuple("Pair", "name weight", defaults=[1])

@dg.template_var
def unique():
    return list(OrderedDict.fromkeys(["b", "a", "b", "c"]))

@dg.template_var
def order():
    d = OrderedDict(a=1, b=2)
    d.move_to_end("a")
    d["c"] = 3
    first = d.popitem(last=False)
    return [first, list(d.items()), d == {"a": 1, "c": 3}, dict(reversed(list(d.items())))]

@dg.template_var
def pairs():
    return [Pair("x")._replace(weight=3)._asdict(), Pair._fields, Pair._make(["q", 2]).weight, str(Pair("z"))]

@dg.template_var
def counts():
    c = Counter("mississippi")
    c.update("miss")
    c.subtract({"p": 1})
    return {"top": c.most_common(1), "total": sum(c.values()), "plus": dict(c + Counter("x")), "el": sorted(c.elements())[:3], "missing": c["zz"]}

@dg.template_var
def queue():
    d = deque([1, 2, 3], maxlen=3)
    d.append(4); d.appendleft(0); d.rotate(1)
    return list(d)

@dg.template_var
def chain():
    m = ChainMap({"a": 1}, {"a": 2, "b": 3})
    return [m["a"], m["b"], sorted(m), m.new_child({"b": 9})["b"], len(m.maps)]

@dg.template_var
def dd():
    d = defaultdict(lambda: defaultdict(int))
    for k in "abca":
        d[k]["n"] += 1
    return {k: dict(v) for k, v in d.items()}

@dg.template_var
def parts_shown():
    keys = []
    keys.extend(f"unique{i}: {v!r}".replace("...", "…") for i, v in enumerate(unique() if isinstance(unique(), (list, tuple)) else [unique()]))
    keys.extend(f"order{i}: {v!r}".replace("...", "…") for i, v in enumerate(order() if isinstance(order(), (list, tuple)) else [order()]))
    keys.extend(f"pairs{i}: {v!r}".replace("...", "…") for i, v in enumerate(pairs() if isinstance(pairs(), (list, tuple)) else [pairs()]))
    keys.extend(f"counts{i}: {v!r}".replace("...", "…") for i, v in enumerate(counts() if isinstance(counts(), (list, tuple)) else [counts()]))
    keys.extend(f"queue{i}: {v!r}".replace("...", "…") for i, v in enumerate(queue() if isinstance(queue(), (list, tuple)) else [queue()]))
    keys.extend(f"chain{i}: {v!r}".replace("...", "…") for i, v in enumerate(chain() if isinstance(chain(), (list, tuple)) else [chain()]))
    keys.extend(f"dd{i}: {v!r}".replace("...", "…") for i, v in enumerate(dd() if isinstance(dd(), (list, tuple)) else [dd()]))
    return dg.StaticPartitionsDefinition(keys)
