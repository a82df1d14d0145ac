import dagster as dg
from dagster_dbt import DbtProjectComponent

class C(DbtProjectComponent):
    def get_asset_spec(self, manifest, unique_id, project):
        spec = super().get_asset_spec(manifest, unique_id, project)
        if unique_id == "model.analytics.daily_orders":
            return spec.merge_attributes(deps=[dg.AssetDep(spec.key, partition_mapping=dg.TimeWindowPartitionMapping(start_offset=-1, end_offset=-1))])
        return spec
