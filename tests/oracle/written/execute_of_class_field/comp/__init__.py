import json
import os
import dagster as dg
from dagster_dbt import DbtProjectComponent
from dataclasses import dataclass, field

@dataclass
class T(DbtProjectComponent):
    retries: int = 0
    env_vars: dict[str, str] = field(default_factory=dict)
    def execute(self, context, dbt):
        vars_ = {k: os.path.expandvars(v) if False else v for k, v in self.env_vars.items()}
        cmd = ["build"] + (["--vars", json.dumps(vars_)] if vars_ else [])
        yield from dbt.cli(cmd, context=context).stream()
