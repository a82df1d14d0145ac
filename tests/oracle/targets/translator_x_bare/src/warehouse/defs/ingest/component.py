from functools import cached_property
import os
import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProjectComponent
from dagster_dbt.components.dbt_project.component import DbtProjectComponentTranslator


class C(DbtProjectComponent):
    def get_asset_spec(self, manifest, unique_id, project):
        spec = super().get_asset_spec(manifest, unique_id, project)
        if spec.partitions_def is None:
            return spec.replace_attributes(partitions_def=dg.DailyPartitionsDefinition(start_date="2024-01-01"))
        return spec
