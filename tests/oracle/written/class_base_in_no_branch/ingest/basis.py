from dagster_dbt import DbtProjectComponent


class Base(DbtProjectComponent):
    def get_cli_args(self, context):
        return super().get_cli_args(context) + ["--quiet"]
