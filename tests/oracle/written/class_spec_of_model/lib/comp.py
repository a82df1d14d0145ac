from collections.abc import Mapping
from typing import Any, Optional
import dagster as dg
from dagster_dbt import DbtProject, DbtProjectComponent

weekly = dg.WeeklyPartitionsDefinition(start_date="2024-01-01")

class CustomDbtProjectComponent(DbtProjectComponent):
    def get_asset_spec(self, manifest: Mapping[str, Any], unique_id: str, project: Optional[DbtProject]) -> dg.AssetSpec:
        base_spec = super().get_asset_spec(manifest, unique_id, project)
        dbt_props = self.get_resource_props(manifest, unique_id)
        if "weekly" in dbt_props["tags"]:
            return base_spec.replace_attributes(partitions_def=weekly, owners=["a@b.com"]).merge_attributes(metadata={"path": dbt_props["original_file_path"]})
        return base_spec
