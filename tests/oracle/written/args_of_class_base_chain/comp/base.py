import json
import os
import dagster as dg
from dagster_dbt import DbtProjectComponent
from dataclasses import dataclass, field


DEFAULTS = {"team": "data"}

def helper(**kw):
    return json.dumps({**DEFAULTS, **kw})

@dataclass
class Base(DbtProjectComponent):
    target_schema: str = "raw"

    def extra(self, context):
        return ["--vars", helper(schema=self.target_schema, day=context.partition_key)]

    def get_cli_args(self, context):
        return [*super().get_cli_args(context), *self.extra(context)]
