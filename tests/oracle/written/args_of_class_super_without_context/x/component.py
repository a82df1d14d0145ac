from dagster_dbt import DbtProjectComponent


class Wrong(DbtProjectComponent):
    def get_cli_args(self, context):
        return super().get_cli_args() + ["--quiet"]
