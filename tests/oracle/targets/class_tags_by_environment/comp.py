from dataclasses import dataclass, field

from dagster_dbt import DbtProjectComponent


@dataclass
class MyDbt(DbtProjectComponent):
    tiers: dict[str, str] = field(default_factory=dict)

    def get_asset_spec(self, manifest, unique_id, project):
        spec = super().get_asset_spec(manifest, unique_id, project)
        name = self.get_resource_props(manifest, unique_id)["name"]
        return spec.merge_attributes(tags={"tier": self.tiers.get(name, "silver")})
