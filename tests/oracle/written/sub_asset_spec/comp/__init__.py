from collections.abc import Mapping
from typing import Any, Optional

import dagster as dg
from dagster_dbt import DbtProject, DbtProjectComponent


class Branded(DbtProjectComponent):
    def get_asset_spec(self, manifest: Mapping[str, Any], unique_id: str, project: Optional[DbtProject]) -> dg.AssetSpec:
        base = super().get_asset_spec(manifest, unique_id, project)
        props = self.get_resource_props(manifest, unique_id)
        return base.replace_attributes(kinds={"dbt", "bigquery"}).merge_attributes(metadata={"m": props["name"]})
