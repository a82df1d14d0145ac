import dagster as dg
from dagster_dbt import DbtProjectComponent

DAILY = dg.DailyPartitionsDefinition("2024-01-01")

class ShopDbt(DbtProjectComponent):
    def get_asset_spec(self, manifest, unique_id, project):
        spec = super().get_asset_spec(manifest, unique_id, project)
        return spec.replace_attributes(partitions_def=DAILY)
