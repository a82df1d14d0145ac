from dataclasses import dataclass

import dagster as dg
from dagster_dbt import DbtProjectComponent


@dataclass
class MyDbt(DbtProjectComponent):
    grp: str = "x"

    def get_asset_spec(self, manifest, unique_id, project):
        return super().get_asset_spec(manifest, unique_id, project).replace_attributes(group_name=self.grp)
