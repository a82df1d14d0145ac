import json
import os
import dagster as dg
from dagster_dbt import DbtProjectComponent
from dataclasses import dataclass, field

class Ranged(DbtProjectComponent):
    def get_cli_args(self, context):
        if context.has_partition_key_range:
            r = context.partition_key_range
            v = {"from": r.start, "to": r.end, "n": len(context.partition_keys)}
        elif context.has_partition_key:
            v = {"from": context.partition_key, "to": context.partition_key, "n": 1}
        else:
            v = {}
        base = super().get_cli_args(context)
        return [*base, "--vars", json.dumps(v)] if v else base
