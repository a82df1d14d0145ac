import dagster as dg
from dataclasses import dataclass, asdict, replace, field
import json
@dataclass(order=True)
class Job:
    priority: int
    name: str = field(compare=False)
    opts: dict = field(default_factory=dict, compare=False, repr=False)
    def __post_init__(self):
        self.name = self.name.lower()
JOBS = [Job(2, "B"), Job(1, "A", {"x": 1})]
@dg.template_var
def sel():
    first = min(JOBS)
    other = replace(first, priority=9)
    return "tag:" + "".join(ch for ch in json.dumps(asdict(other), sort_keys=True) if ch.isalnum()) + f"_{first!r}".replace("(", "").replace(")", "").replace(",", "").replace("'", "").replace("=", "").replace(" ", "")
