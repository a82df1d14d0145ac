from dagster_dbt import DbtProjectComponent
import dagster as dg
class Switch(DbtProjectComponent):
    def get_cli_args(self, context):
        if "--full-refresh" not in self.cli_args:
            self.cli_args = [*self.cli_args, "--warn-error"]
        return super().get_cli_args(context)
