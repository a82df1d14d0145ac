from datetime import timedelta
from typing import NamedTuple

import dagster as dg
from pydantic import BaseModel

class K(NamedTuple):
    name: str
    n: int

class M(BaseModel):
    start: str
    end: str

@dg.template_var
def keys():
    return [K("customer", 1), K("b", 2)]


@dg.template_var
def win():
    def f(w: dg.TimeWindow, days: int):
        return M(start=(w.start - timedelta(days=days)).isoformat(), end=w.end.isoformat()).model_dump()
    return f
