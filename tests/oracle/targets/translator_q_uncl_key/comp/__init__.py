from functools import cached_property
import os
import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProjectComponent
from dagster_dbt.components.dbt_project.component import DbtProjectComponentTranslator


class T(DbtProjectComponentTranslator):
    def get_asset_spec(self, manifest, unique_id, project):
        spec = super().get_asset_spec(manifest, unique_id, project)
        return spec.replace_attributes(key=[unique_id.split(".")[-1]])

class C(DbtProjectComponent):
    @cached_property
    def translator(self):
        return T(self, self.translation_settings)
