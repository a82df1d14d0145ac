import json
import os
import dagster as dg
from dagster_dbt import DbtProjectComponent
from dataclasses import dataclass, field

class T(DbtProjectComponent):
    def get_cli_args(self, context):
        args = ["build"]
        if context.get_tag("full_refresh") == "true" or context.has_tag("refresh") or "x" in context.run.tags:
            args.append("--full-refresh")
        if context.op_config.get("debug"):
            args.append("--debug")
        return args
