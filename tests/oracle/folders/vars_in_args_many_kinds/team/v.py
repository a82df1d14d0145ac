import json
import re
from collections import namedtuple
from datetime import timedelta
from enum import Enum
from functools import partial
from pathlib import Path

import dagster as dg

NT = namedtuple("NT", "a b")
class E(Enum):
    A = "ea"

class St:
    @staticmethod
    def of(key):
        return key[:7]

def _p(a, b):
    return f"{a}-{b}"

@dg.template_var
def root():
    return Path("/tmp")
@dg.template_var
def nt():
    return NT(1, 2)
@dg.template_var
def e():
    return E.A
@dg.template_var
def part():
    return partial(_p, "l")
@dg.template_var
def re_sub():
    return lambda k: re.sub("-", "", k)
@dg.template_var
def js():
    def f(w):
        return json.dumps({"a": w.start.isoformat()})
    return f
@dg.template_var
def st():
    return St
@dg.template_var
def cached():
    d = {}
    def f(k):
        d[k] = d.get(k, 0) + 1
        return d[k]
    return f
@dg.template_var
def kw():
    def f(*, key, n=1):
        return key * n
    return f
@dg.template_var
def conf(context):
    return {"dev": {"schema": context.path.name}}
@dg.template_var
def lookback():
    return timedelta(days=3)
@dg.template_var
def keys():
    return dg.StaticPartitionsDefinition(["a", "b"])
