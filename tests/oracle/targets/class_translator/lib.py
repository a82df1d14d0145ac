from functools import cached_property

from dagster_dbt import DagsterDbtTranslator, DbtProjectComponent


class Groups(DagsterDbtTranslator):
    def get_group_name(self, props):
        return "made"


class ShopDbt(DbtProjectComponent):
    @cached_property
    def translator(self):
        return Groups()
