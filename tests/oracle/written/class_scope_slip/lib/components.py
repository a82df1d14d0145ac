import dagster as dg
from dagster_dbt import DbtProjectComponent

class ShopDbt(DbtProjectComponent):
    @classmethod
    def get_additional_scope(cls):
        return {"default_select": "tag:daily", "make_name": lambda s: f"op_{s}"}
