import json
import os
import dagster as dg
from dagster_dbt import DbtProjectComponent
from dataclasses import dataclass, field

class S(DbtProjectComponent):
    def get_cli_args(self, context):
        args = super().get_cli_args(context)
        region = context.partition_key if context.has_partition_key else "all"
        match region:
            case "us" | "ca":
                args.append("--full-refresh")
            case _:
                pass
        return args + ["--vars", f'{{"region": "{region}"}}']
