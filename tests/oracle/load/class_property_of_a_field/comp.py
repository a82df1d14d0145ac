from dagster_dbt import DbtProjectComponent


class Prop(DbtProjectComponent):
    @property
    def cli_args(self):
        return ["build", "--fail-fast"]
