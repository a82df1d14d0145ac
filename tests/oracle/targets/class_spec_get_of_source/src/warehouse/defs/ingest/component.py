import dagster as dg
from dagster_dbt import DbtProjectComponent


class Custom(DbtProjectComponent):
    def get_asset_spec(self, manifest, unique_id, project):
        spec = super().get_asset_spec(manifest, unique_id, project)
        props = self.get_resource_props(manifest, unique_id)
        if props["config"].get("materialized") and "dbt" in spec.kinds:
            tags = {**spec.tags, "materialized": props["config"]["materialized"]}
            return spec.replace_attributes(
                tags=tags, group_name=spec.group_name or "rest", partitions_def=dg.DailyPartitionsDefinition(start_date="2024-01-01")
            )
        return spec
