import json
import os
import dagster as dg
from dagster_dbt import DbtProjectComponent
from dataclasses import dataclass, field

class T(DbtProjectComponent):
    def get_cli_args(self, context):
        return super(T, self).get_cli_args(context=context) + DbtProjectComponent.get_cli_args(self, context)
