from dagster_dbt import DbtProjectComponent


class Counted(DbtProjectComponent):
    def get_cli_args(self, context):
        keys = sorted(key.to_user_string() for key in context.selected_asset_keys)
        return [*super().get_cli_args(context), "--vars", f"{{assets: [{', '.join(keys)}]}}"]
