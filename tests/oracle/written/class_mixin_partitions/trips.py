from abc import ABC, abstractmethod
import dagster as dg
from dagster_dbt import DbtProjectComponent


class Partitioned(ABC):
    @abstractmethod
    def definition(self, tags): ...

    def get_asset_spec(self, manifest, unique_id, project):
        spec = super().get_asset_spec(manifest, unique_id, project)
        definition = self.definition(self.get_resource_props(manifest, unique_id)["tags"])
        return spec.replace_attributes(partitions_def=definition) if definition else spec


class Marts(Partitioned, DbtProjectComponent):
    def definition(self, tags):
        return dg.DailyPartitionsDefinition("2024-01-01") if "daily" in tags else None
