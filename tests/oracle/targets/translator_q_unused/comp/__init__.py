from functools import cached_property
import os
import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProjectComponent
from dagster_dbt.components.dbt_project.component import DbtProjectComponentTranslator


class C(DbtProjectComponent):
    @cached_property
    def translator(self):
        return DagsterDbtTranslator(self.translation_settings)
    def get_asset_spec(self, manifest, unique_id, project):
        super().get_asset_spec(manifest, unique_id, project)
