import os
from dataclasses import dataclass, field, InitVar
from functools import cached_property
import dagster as dg

def _env(name, default): return field(default_factory=lambda: os.environ.get(name, default))

@dataclass
class Settings:
    target: str = _env("DBT_TARGET", "dev")
    prefix: str = _env("PREFIX", "nightly")

    @property
    def op_name(self): return f"{self.prefix}_{self.target}".replace("-", "_")
    def select(self): return "tag:daily" if self.target == "prod" else "fqn:*"
    @cached_property
    def partitions(self):
        return dg.DailyPartitionsDefinition(start_date="2024-01-01", end_offset=1 if self.target == "prod" else 0)

@dg.template_var
def settings(): return Settings()

@dg.template_var
def policy(): return dg.BackfillPolicy.single_run()
