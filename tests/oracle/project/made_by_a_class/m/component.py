import dagster as dg
from dagster_dbt import DbtProject, DbtProjectComponent


class Named(DbtProjectComponent):
    @staticmethod
    @dg.template_var
    def shop(context):
        return DbtProject(context.project_root / "dbt", target="dev")

    def get_cli_args(self, context):
        return super().get_cli_args(context) + ["--quiet"]
