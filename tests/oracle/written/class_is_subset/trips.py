from dagster_dbt import DbtProjectComponent


class Marts(DbtProjectComponent):
    def get_cli_args(self, context):
        args = super().get_cli_args(context)
        return args if context.is_subset else [*args, "--fail-fast"]
