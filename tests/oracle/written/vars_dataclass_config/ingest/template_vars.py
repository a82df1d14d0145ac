from dataclasses import dataclass, field
import dagster as dg


@dataclass(frozen=True)
class Job:
    name: str
    models: list[str] = field(default_factory=list)
    threads: int = 4

    @property
    def select(self) -> str:
        return " ".join(self.models) or "fqn:*"


JOBS = {j.name: j for j in (Job("a", ["customers"]), Job("b"), Job("ingest", ["orders_by_day", "customers"], 8))}


@dg.template_var
def select(context) -> str:
    return JOBS[context.path.name].select
