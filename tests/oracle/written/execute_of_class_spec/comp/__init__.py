import json
import os
import dagster as dg
from dagster_dbt import DbtProjectComponent
from dataclasses import dataclass, field

class T(DbtProjectComponent):
    def get_asset_spec(self, manifest, unique_id, project):
        return super().get_asset_spec(manifest, unique_id, project).merge_attributes(tags={"x": "y"})
    def get_cli_args(self, context):
        start, end = context.partition_time_window
        return [*super().get_cli_args(context), "--vars", json.dumps({"d": (end - start).days, "k": context.partition_keys})]
