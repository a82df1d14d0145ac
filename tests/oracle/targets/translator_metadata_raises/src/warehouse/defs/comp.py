from functools import cached_property
import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProjectComponent

class T(DagsterDbtTranslator):
    def get_metadata(self, props):
        return {"owner": props["meta"]["owner"]}

class C(DbtProjectComponent):
    @cached_property
    def translator(self):
        return T()
