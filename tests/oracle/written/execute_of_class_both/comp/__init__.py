import json
import os
import dagster as dg
from dagster_dbt import DbtProjectComponent
from dataclasses import dataclass, field

class T(DbtProjectComponent):
    def get_cli_args(self, context):
        return super().get_cli_args(context) + ["--quiet"]
    def execute(self, context, dbt):
        try:
            yield from super().execute(context, dbt)
        except Exception:
            context.log.exception("failed")
            raise
        finally:
            context.log.info("end")
