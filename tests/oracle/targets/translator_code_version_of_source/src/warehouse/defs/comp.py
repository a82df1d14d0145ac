from functools import cached_property
import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProjectComponent

class T(DagsterDbtTranslator):
    def get_description(self, props):
        return f"{props['description'] or 'No description'}\n\nPath: {props['path']}"
    def get_code_version(self, props):
        return props["checksum"]["checksum"]

class C(DbtProjectComponent):
    @cached_property
    def translator(self):
        return T()
