import dagster as dg
from dagster_dbt import DbtProjectComponent

class C(DbtProjectComponent):
    def get_asset_spec(self, manifest, unique_id, project):
        spec = super().get_asset_spec(manifest, unique_id, project)
        return spec.merge_attributes(metadata={"dagster/row_count": "unknown"})
