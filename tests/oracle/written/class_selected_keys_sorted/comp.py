import dagster as dg
from dagster_dbt import DbtProjectComponent


class Mine(DbtProjectComponent):
    def get_cli_args(self, context):
        assert dg.AssetKey(["a", "b"]) < dg.AssetKey(["a-b"]) < dg.AssetKey(["b"]) and dg.AssetKey(["a"]) < dg.AssetKey(["a", "b"])
        first = sorted(context.selected_asset_keys)[0]
        return ["build", first.to_user_string(), max(context.selected_asset_keys, key=lambda k: k.path).path[0]]
