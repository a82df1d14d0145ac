import json
import os
import dagster as dg
from dagster_dbt import DbtProjectComponent
from dataclasses import dataclass, field

class Extra(DbtProjectComponent):
    def get_cli_args(self, context: dg.AssetExecutionContext) -> list[str]:
        args = super().get_cli_args(context)
        args += ["--threads", "4"]
        if context.has_partition_key:
            args.extend(["--vars", json.dumps({"day": context.partition_key})])
        return args
