import dagster as dg
from dagster_dbt import DbtProjectComponent

class C(DbtProjectComponent):
    def get_cli_args(self, context):
        if context.retry_number > 0:
            return ["retry"]
        return super().get_cli_args(context)
