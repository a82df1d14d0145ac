from functools import cached_property
from collections.abc import Mapping
import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProjectComponent


class T(DagsterDbtTranslator):
    def get_partitions_def(self, props):
        if props["config"]["materialized"] == "table":
            return None
        return dg.DailyPartitionsDefinition(start_date="2024-01-01")


class C(DbtProjectComponent):
    @cached_property
    def translator(self):
        return T(self.translation_settings)
