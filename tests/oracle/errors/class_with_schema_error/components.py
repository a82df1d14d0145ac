import dagster as dg
from dagster_dbt import DbtProjectComponent


class ShopDbtComponent(DbtProjectComponent):
    """The house's defaults."""

    @staticmethod
    @dg.template_var
    def daily() -> dg.DailyPartitionsDefinition:
        return dg.DailyPartitionsDefinition(start_date="2024-01-01")
