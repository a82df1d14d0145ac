import dagster as dg
from dagster_dbt import DbtProjectComponent
class C(DbtProjectComponent):
    def get_asset_spec(self, manifest, unique_id, project):
        spec = super().get_asset_spec(manifest, unique_id, project)
        name = unique_id.split(".")[-1]
        pd = dg.DailyPartitionsDefinition("2024-01-01") if name.startswith("stg") else dg.HourlyPartitionsDefinition("2024-01-01-00:00")
        return spec.replace_attributes(partitions_def=pd)
