from dataclasses import dataclass

import dagster as dg
from dagster_dbt import DbtProjectComponent


class ShopDbt(DbtProjectComponent):
    @staticmethod
    @dg.template_var
    def v(context) -> str:
        return context.path.name
