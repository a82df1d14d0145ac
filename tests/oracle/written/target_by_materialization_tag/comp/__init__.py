import dagster as dg
from dagster_dbt import DbtProjectComponent

class Tagged(DbtProjectComponent):
    def get_asset_spec(self, manifest, unique_id, project):
        spec = super().get_asset_spec(manifest, unique_id, project)
        node = self.get_resource_props(manifest, unique_id)
        return spec.merge_attributes(tags={"dagster/materialization": node["config"]["materialized"]})
