from functools import cached_property
import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProjectComponent

class T(DagsterDbtTranslator):
    def get_tags(self, dbt_resource_props):
        return {**super().get_tags(dbt_resource_props), "layer": dbt_resource_props["fqn"][1]}

class C(DbtProjectComponent):
    @cached_property
    def translator(self):
        return T()
