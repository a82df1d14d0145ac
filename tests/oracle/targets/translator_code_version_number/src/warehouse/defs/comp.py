from functools import cached_property
import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProjectComponent

class T(DagsterDbtTranslator):
    def get_code_version(self, props):
        return 3

class C(DbtProjectComponent):
    @cached_property
    def translator(self):
        return T()
