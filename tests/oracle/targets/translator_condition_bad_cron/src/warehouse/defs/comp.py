from functools import cached_property
import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProjectComponent

class T(DagsterDbtTranslator):
    def get_automation_condition(self, props):
        return dg.AutomationCondition.on_cron("0 6 * *")

class C(DbtProjectComponent):
    @cached_property
    def translator(self):
        return T()
