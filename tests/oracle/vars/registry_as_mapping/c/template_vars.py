import dagster as dg
from dataclasses import dataclass, field
from typing import Iterator
@dataclass
class Registry:
    items: dict = field(default_factory=dict)
    def __setitem__(self, k, v):
        if k in self.items: raise KeyError(f"dup {k}")
        self.items[k] = v
    def __getitem__(self, k): return self.items[k]
    def __iter__(self) -> Iterator[str]: return iter(self.items)
    def __len__(self): return len(self.items)
    def __contains__(self, k): return k in self.items
    def keys(self): return self.items.keys()
R = Registry()
R["a"] = {"schema": "s_a"}
R["b"] = {"schema": "s_b"}
@dg.template_var
def v(): return [list(R), dict(R)["a"]["schema"], len(R), "z" in R, {**R}["b"]["schema"]]
