from typing import Any, Mapping, Optional
import dagster as dg
from dagster_dbt import DbtProject, DbtProjectComponent


class C(DbtProjectComponent):
    def get_asset_spec(self, manifest: Mapping[str, Any], unique_id: str, project: Optional[DbtProject]) -> dg.AssetSpec:
        spec = super().get_asset_spec(manifest, unique_id, project)
        props = self.get_resource_props(manifest, unique_id)
        if props["resource_type"] == "source":
            return spec
        group = props["fqn"][1] if len(props["fqn"]) > 2 else "other"
        return spec.replace_attributes(group_name=group, key=dg.AssetKey(["shop", *spec.key.path]), owners=["team:data"], tags={**spec.tags, "domain": group, "layer": {"staging": "bronze"}.get(group, "gold")})
