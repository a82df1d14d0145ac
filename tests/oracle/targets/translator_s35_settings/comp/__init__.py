from functools import cached_property
import os
import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProjectComponent
from dagster_dbt.components.dbt_project.component import DbtProjectComponentTranslator


class T(DagsterDbtTranslator):
    def __init__(self, prefix):
        self.prefix = prefix
    def get_group_name(self, props):
        return self.prefix if self.settings.enable_asset_checks else "other"

class C(DbtProjectComponent):
    @cached_property
    def translator(self):
        return T("mine")
