import json
import os
import dagster as dg
from dagster_dbt import DbtProjectComponent
from dataclasses import dataclass, field

SEEN = []
class Mut(DbtProjectComponent):
    counter = {}
    def get_cli_args(self, context):
        SEEN.append(context.partition_key)
        self.counter["n"] = self.counter.get("n", 0) + 1
        self.last = context.partition_key
        return ["build", "--vars", json.dumps({"n": len(SEEN[-1:]), "last": self.last})]
