import dagster as dg
from dagster_dbt import DbtProjectComponent


class Options(dg.Config):
    target: str


class Marts(DbtProjectComponent):
    @property
    def op_config_schema(self) -> type[dg.Config]:
        return Options

    def get_cli_args(self, context):
        return [*super().get_cli_args(context), "--target", context.op_config["target"]]
