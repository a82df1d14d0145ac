from dagster_dbt import DbtProjectComponent
import dagster as dg


class Mine(DbtProjectComponent):
    def get_cli_args(self, context: dg.AssetExecutionContext) -> list[str]:
        if dg.AssetKey("daily_metrics") in context.selected_asset_keys:
            return ["build", "--full-refresh"]
        return ["build"]
