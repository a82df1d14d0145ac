import dagster as dg
from dagster_dbt import DbtProjectComponent

DAILY = dg.DailyPartitionsDefinition(start_date="2024-01-01")
MONTHLY = dg.MonthlyPartitionsDefinition(start_date="2024-01-01")


class Warehouse(DbtProjectComponent):
    def get_asset_spec(self, manifest, unique_id, project):
        spec = super().get_asset_spec(manifest, unique_id, project)
        props = self.get_resource_props(manifest, unique_id)
        return spec.replace_attributes(kinds={*spec.kinds, "x"}, partitions_def=DAILY)