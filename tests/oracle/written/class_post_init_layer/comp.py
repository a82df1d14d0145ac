from dataclasses import dataclass
import dagster as dg
from dagster_dbt import DbtProjectComponent


@dataclass
class ByLayer(DbtProjectComponent):
    layer: str = "staging"
    start: str = "2024-01-01"

    def __post_init__(self):
        self.select = f"path:models/{self.layer}"
        self.exclude = "tag:skip"
        self._daily = dg.DailyPartitionsDefinition(start_date=self.start)

    def get_asset_spec(self, manifest, unique_id, project):
        return super().get_asset_spec(manifest, unique_id, project).replace_attributes(partitions_def=self._daily)

    def get_cli_args(self, context):
        return [*super().get_cli_args(context), "--vars", f"layer: {self.layer}"]
