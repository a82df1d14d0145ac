from functools import cached_property
import dagster as dg
from dagster_dbt import DbtProjectComponent
from dagster_dbt.components.dbt_project.component import DbtProjectComponentTranslator


class T(DbtProjectComponentTranslator):
    def get_asset_spec(self, manifest, unique_id, project):
        return super().get_asset_spec(manifest, unique_id, project).replace_attributes(group_name="mine")


class C(DbtProjectComponent):
    @cached_property
    def translator(self):
        return T(self, self.translation_settings)
