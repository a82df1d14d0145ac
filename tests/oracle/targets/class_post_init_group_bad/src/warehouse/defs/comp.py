from dataclasses import dataclass
import dagster as dg
from dagster_dbt import DbtProjectComponent


@dataclass
class PostSel(DbtProjectComponent):
    area: str = ""
    frozen: bool = False

    def __post_init__(self):
        area = self.area.strip().lower()
        if area not in ("staging", "marts"):
            raise ValueError(f"unknown area {area!r}")
        self.select = f"path:models/{area}" if self.select == "fqn:*" else f"{self.select},path:models/{area}"

    def get_asset_spec(self, manifest, unique_id, project):
        spec = super().get_asset_spec(manifest, unique_id, project)
        return spec.replace_attributes(group_name=self.area)
