from dagster_dbt.components.dbt_project.component import DbtProjectComponent


class ShopDbt(DbtProjectComponent):
    def get_cli_args(self, context):
        return [*super().get_cli_args(context), "--quiet"]
