import json
import os
import dagster as dg
from dagster_dbt import DbtProjectComponent
from dataclasses import dataclass, field

@dataclass(kw_only=True)
class Req(DbtProjectComponent):
    env_name: str
    flags: dict[str, str] | None = None
    def get_cli_args(self, context):
        args = super().get_cli_args(context)
        for k, v in (self.flags or {}).items():
            args += [f"--{k}", v]
        return args + ["--target", self.env_name]
