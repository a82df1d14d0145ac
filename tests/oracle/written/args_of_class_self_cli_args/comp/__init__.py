import json
import os
import dagster as dg
from dagster_dbt import DbtProjectComponent
from dataclasses import dataclass, field

class Own(DbtProjectComponent):
    def get_cli_args(self, context):
        flat = []
        for item in self.cli_args:
            if isinstance(item, dict):
                for k, v in item.items():
                    flat += [k, json.dumps(v) if isinstance(v, dict) else str(v)]
            else:
                flat.append(item)
        if self.select != "fqn:*":
            flat.append("--quiet")
        return flat
