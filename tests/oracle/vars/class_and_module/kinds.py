from dataclasses import dataclass

import dagster as dg
from dagster_dbt import DbtProjectComponent


PREFIX = 'p'


class ShopDbt(DbtProjectComponent):
    @staticmethod
    @dg.template_var
    def v() -> str:
        return PREFIX + 'v'
