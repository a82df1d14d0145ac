from functools import cached_property
import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProjectComponent

class T(DagsterDbtTranslator):
    def get_tags(self, props):
        return {t: "" for t in props.get("tags", [])}

class C(DbtProjectComponent):
    @cached_property
    def translator(self):
        return T()
