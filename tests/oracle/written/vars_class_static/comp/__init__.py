import dagster as dg
from dagster_dbt import DbtProjectComponent


class ShopDbt(DbtProjectComponent):
    """Ours, with its own names."""

    @staticmethod
    @dg.template_var
    def shop_daily() -> dg.DailyPartitionsDefinition:
        return dg.DailyPartitionsDefinition(start_date="2024-01-01", timezone="Europe/Paris")

    @staticmethod
    @dg.template_var
    def folder(context: dg.ComponentLoadContext) -> str:
        return context.path.name
