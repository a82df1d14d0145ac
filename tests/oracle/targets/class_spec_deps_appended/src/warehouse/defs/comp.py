import dagster as dg
from dagster_dbt import DbtProjectComponent

class C(DbtProjectComponent):
    def get_asset_spec(self, manifest, unique_id, project):
        spec = super().get_asset_spec(manifest, unique_id, project)
        props = self.get_resource_props(manifest, unique_id)
        if props["resource_type"] == "seed":
            return spec.replace_attributes(deps=list(spec.deps) + [dg.AssetKey(["s3", props["name"]])])
        return spec
