import dagster as dg
from dagster_dbt import DbtProjectComponent


class ShopDbt(DbtProjectComponent):
    def get_asset_spec(self, manifest, unique_id, project):
        spec = super().get_asset_spec(manifest, unique_id, project)
        daily = dg.DailyPartitionsDefinition(start_date="2024-01-01")
        return spec.replace_attributes(group_name="shop", partitions_def=daily)
