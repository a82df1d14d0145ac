import json
import os
import dagster as dg
from dagster_dbt import DbtProjectComponent
from dataclasses import dataclass, field

class Bad(DbtProjectComponent):
    def get_cli_args(self, context):
        return ["build", "--vars", json.dumps({"k": context.partition_key})]
