from dataclasses import dataclass
import dagster as dg
from dagster_dbt import DbtProjectComponent


@dataclass
class PostSel(DbtProjectComponent):
    area: str = ""

    def get_asset_spec(self, manifest, unique_id, project):
        spec = super().get_asset_spec(manifest, unique_id, project)
        return spec.replace_attributes(group_name=self.select.replace("tag:", "") if self.op is None else "op", tags={"a": self.area})
