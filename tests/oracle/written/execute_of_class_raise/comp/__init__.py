import json
import os
import dagster as dg
from dagster_dbt import DbtProjectComponent
from dataclasses import dataclass, field

class T(DbtProjectComponent):
    def execute(self, context, dbt):
        if not context.has_partition_key:
            raise ValueError("needs a partition")
        yield from super().execute(context, dbt)
