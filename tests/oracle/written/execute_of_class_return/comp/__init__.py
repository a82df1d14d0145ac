import json
import os
import dagster as dg
from dagster_dbt import DbtProjectComponent
from dataclasses import dataclass, field

class T(DbtProjectComponent):
    def execute(self, context, dbt):
        return dbt.cli(["test", *self._flags()], context=context).stream()
    def _flags(self):
        return ["--quiet"]
