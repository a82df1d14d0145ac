import dagster as dg
from types import SimpleNamespace, MappingProxyType
from collections.abc import Mapping, Sequence, Callable, Iterable
import numbers
CFG = MappingProxyType({"a": 1, "b": [2, 3]})
NS = SimpleNamespace(region="eu", **{"n": 3})
def deep(x):
    if isinstance(x, Mapping): return {k: deep(v) for k, v in x.items()}
    if isinstance(x, Sequence) and not isinstance(x, str): return tuple(deep(v) for v in x)
    if isinstance(x, numbers.Number): return x + 1
    return x
@dg.template_var
def t():
    try:
        CFG["c"] = 1
    except TypeError as e:
        err = str(e)
    return "tag:" + "|".join(map(str, [deep(CFG), NS, vars(NS), err, CFG.get("z", 0), isinstance(deep, Callable), {**CFG}, len(CFG), "a" in CFG, NS == SimpleNamespace(region="eu", n=3), isinstance(1.5, numbers.Real), isinstance([], Iterable)])).replace(" ", "").replace("'", "")
