from dataclasses import dataclass
import dagster as dg
from dagster_dbt import DbtProjectComponent


@dataclass
class PostSel(DbtProjectComponent):
    area: str = ""

    def __post_init__(self):
        self.area = self.area.strip().lower()
        self.select = f"path:models/{self.area}" if self.select == "fqn:*" else f"{self.select},path:models/{self.area}"

    def get_asset_spec(self, manifest, unique_id, project):
        spec = super().get_asset_spec(manifest, unique_id, project)
        return spec.replace_attributes(group_name=self.area, partitions_def=dg.DailyPartitionsDefinition("2024-01-01"))

    def get_cli_args(self, context):
        return [*super().get_cli_args(context), "--vars", f"{{selected: '{self.select}'}}"]
