from dataclasses import dataclass

from dagster_dbt import DbtProjectComponent


@dataclass
class Grouped(DbtProjectComponent):
    group: str = ""

    def get_asset_spec(self, manifest, unique_id, project):
        return super().get_asset_spec(manifest, unique_id, project).replace_attributes(group_name=self.group)
