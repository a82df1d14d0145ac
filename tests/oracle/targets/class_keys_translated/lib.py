import dagster as dg
from dagster_dbt import DbtProjectComponent


class ShopDbt(DbtProjectComponent):
    def get_asset_spec(self, manifest, unique_id, project):
        return super().get_asset_spec(manifest, unique_id, project).replace_attributes(key=dg.AssetKey("all"))
