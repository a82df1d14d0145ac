import dagster as dg
from dagster_dbt import DbtProjectComponent


@dg.template_var
def days():
    return dg.DailyPartitionsDefinition("2024-01-01", end_date="2026-01-01")


class Many(DbtProjectComponent):
    def get_cli_args(self, context):
        self.cli_args = [*self.cli_args, "--full-refresh"]
        return super().get_cli_args(context)
