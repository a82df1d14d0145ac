from functools import cached_property
import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProjectComponent

OFFSETS = {"stg_orders": -1}

class T(DagsterDbtTranslator):
    def get_partition_mapping(self, dbt_resource_props, dbt_parent_resource_props):
        return dg.TimeWindowPartitionMapping(start_offset=OFFSETS[dbt_parent_resource_props["name"]])

class C(DbtProjectComponent):
    @cached_property
    def translator(self):
        return T()
