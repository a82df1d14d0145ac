from functools import cached_property
import dagster as dg
from dagster_dbt import DbtProjectComponent
from dagster_dbt.components.dbt_project.component import DbtProjectComponentTranslator


class T(DbtProjectComponentTranslator):
    def get_partitions_def(self, props):
        return dg.DailyPartitionsDefinition(start_date="2024-01-01")


class C(DbtProjectComponent):
    @cached_property
    def translator(self):
        return T(self, self.translation_settings)
