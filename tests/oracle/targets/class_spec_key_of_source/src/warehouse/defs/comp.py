import dagster as dg
from dagster_dbt import DbtProjectComponent

class C(DbtProjectComponent):
    def get_asset_spec(self, manifest, unique_id, project):
        spec = super().get_asset_spec(manifest, unique_id, project)
        props = self.get_resource_props(manifest, unique_id)
        if props["resource_type"] == "source":
            return spec.replace_attributes(key=dg.AssetKey(["lake", props["source_name"], props["name"]]))
        return spec
