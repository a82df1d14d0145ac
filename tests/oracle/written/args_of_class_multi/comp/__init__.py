import json
import os
import dagster as dg
from dagster_dbt import DbtProjectComponent
from dataclasses import dataclass, field

class M(DbtProjectComponent):
    def get_cli_args(self, context):
        keys = context.partition_key.keys_by_dimension
        return ["build", "--vars", json.dumps({"day": keys["date"], "region": keys["region"], "w": context.partition_time_window.start.isoformat()})]
