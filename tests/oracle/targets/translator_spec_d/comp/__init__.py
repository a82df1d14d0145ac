from functools import cached_property
from collections.abc import Mapping
import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProjectComponent


class T(DagsterDbtTranslator):
    def get_asset_spec(self, manifest, unique_id, project):
        return super().get_asset_spec(manifest, unique_id, project).replace_attributes(group_name="mine")


class C(DbtProjectComponent):
    @cached_property
    def translator(self):
        return T(self.translation_settings)
