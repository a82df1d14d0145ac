from functools import cached_property
from collections.abc import Mapping
import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProjectComponent


class T(DagsterDbtTranslator):
    def get_tags(self, props):
        return {"layer": "gold"}


class C(DbtProjectComponent):
    @cached_property
    def translator(self):
        return T(self.translation_settings)
