try:
    from dagster_dbt import DbtProjectComponent
except ImportError:
    DbtProjectComponent = object


class My(DbtProjectComponent):
    def get_cli_args(self, context):
        return super().get_cli_args(context) + ["--quiet"]
