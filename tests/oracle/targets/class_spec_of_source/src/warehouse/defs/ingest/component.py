import dagster as dg
from dagster_dbt import DbtProjectComponent


class Custom(DbtProjectComponent):
    def get_asset_spec(self, manifest, unique_id, project):
        spec = super().get_asset_spec(manifest, unique_id, project)
        props = self.get_resource_props(manifest, unique_id)
        return spec.replace_attributes(code_version=props["checksum"]["checksum"])
