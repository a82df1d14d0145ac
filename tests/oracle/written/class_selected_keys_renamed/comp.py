import dagster as dg
from dagster_dbt import DbtProjectComponent


class Mine(DbtProjectComponent):
    def get_cli_args(self, context):
        keys = context.selected_asset_keys
        if dg.AssetKey(["shop", "customers"]) in keys and dg.AssetKey("customers") not in keys and len(keys) == 2:
            return ["build", "--select", *sorted(k.path[-1] for k in keys), "--vars", ",".join(sorted(k.to_user_string() for k in keys))]
        return ["build"]
