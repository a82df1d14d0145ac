from dataclasses import dataclass

import dagster as dg
from dagster_dbt import DbtProjectComponent


@dataclass
class MyDbt(DbtProjectComponent):
    start: str = "2020-01-01"

    def get_asset_spec(self, manifest, unique_id, project):
        spec = super().get_asset_spec(manifest, unique_id, project)
        return spec.replace_attributes(partitions_def=dg.DailyPartitionsDefinition(self.start))
