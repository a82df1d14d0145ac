import dagster as dg
from ..lib import *
from ..lib import base_module as bm, LATE
from .. import lib as whole


@dg.template_var
def parts():
    return dg.DailyPartitionsDefinition(start_date=dt.datetime(2024, 1, 1).strftime("%Y-%m-%d"))


@dg.template_var
def facts():
    c = Cfg()
    out = [A, B is A, D, E, F, G, H, I, J, K, L, N, Cfg.c, Cfg.d, c.e(), c.f, Cfg.g, O(1, k=2, z=3), P, Q, R, S, T, U, V, W, X, Y, Z, LATE, bm.ADDED, hasattr(bm, "C"), "_private" in globals() if False else bm._private(), bm.A["k"], p.basename("/x/y.z"), M.closed, json.dumps([1]), whole.__name__]
    return "\n".join(map(str, out))
