import json
from dataclasses import dataclass, field
from typing import Optional
import dagster as dg
from dagster_dbt import DbtProjectComponent
from .shapes import Rule, Window


@dataclass
class Marts(DbtProjectComponent):
    rules: list[Rule] = field(default_factory=list)
    windows: Optional[dict[str, Window]] = None
    note: str | None = None

    def get_cli_args(self, context):
        rules = [f"{r.name}={r.limit}:{','.join(r.tags)}" for r in self.rules]
        windows = {k: w.label() for k, w in (self.windows or {}).items()}
        return [*super().get_cli_args(context), "--vars", json.dumps({"r": rules, "w": windows, "n": self.note})]
