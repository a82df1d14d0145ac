import json
import os
import dagster as dg
from dagster_dbt import DbtProjectComponent
from dataclasses import dataclass, field

class Tried(DbtProjectComponent):
    def get_cli_args(self, context):
        try:
            key = context.partition_key
        except Exception as error:
            key = type(error).__name__
        context.log.info("key %s", key)
        return ["run", "--vars", json.dumps({"key": key, "full": context.run.tags.get("full_refresh", "false")})]
