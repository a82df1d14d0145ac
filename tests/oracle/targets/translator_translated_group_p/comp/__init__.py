from functools import cached_property
import dagster as dg
from dagster_dbt import DbtProjectComponent
from dagster_dbt.components.dbt_project.component import DbtProjectComponentTranslator


class T(DbtProjectComponentTranslator):
    def get_group_name(self, props):
        return "mine"


class C(DbtProjectComponent):
    @cached_property
    def translator(self):
        return T(self, self.translation_settings)
