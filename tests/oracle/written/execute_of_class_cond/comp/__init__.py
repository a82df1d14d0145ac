import json
import os
import dagster as dg
from dagster_dbt import DbtProjectComponent
from dataclasses import dataclass, field

class T(DbtProjectComponent):
    def execute(self, context, dbt):
        if context.has_partition_key and context.partition_key.endswith("-01"):
            yield from dbt.cli(["build", "--full-refresh"], context=context).stream().fetch_row_counts()
        else:
            yield from super().execute(context=context, dbt=dbt)
