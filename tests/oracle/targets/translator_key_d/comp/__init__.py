from functools import cached_property
from collections.abc import Mapping
import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProjectComponent


class T(DagsterDbtTranslator):
    def get_asset_key(self, props):
        return super().get_asset_key(props).with_prefix("pre")


class C(DbtProjectComponent):
    @cached_property
    def translator(self):
        return T(self.translation_settings)
