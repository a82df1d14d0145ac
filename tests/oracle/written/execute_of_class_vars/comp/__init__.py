import json
import os
import dagster as dg
from dagster_dbt import DbtProjectComponent
from dataclasses import dataclass, field

class T(DbtProjectComponent):
    def execute(self, context: dg.AssetExecutionContext, dbt):
        time_window = context.partition_time_window
        dbt_vars = {"start_date": time_window.start.strftime("%Y-%m-%d"), "end_date": time_window.end.strftime("%Y-%m-%d")}
        yield from dbt.cli(["build", "--vars", json.dumps(dbt_vars)], context=context).stream()
