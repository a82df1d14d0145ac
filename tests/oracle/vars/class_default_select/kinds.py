from dataclasses import dataclass

import dagster as dg
from dagster_dbt import DbtProjectComponent


@dataclass
class ShopDbt(DbtProjectComponent):
    select: str = 'tag:daily'
