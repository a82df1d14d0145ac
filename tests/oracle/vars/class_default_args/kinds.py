from dataclasses import dataclass

import dagster as dg
from dagster_dbt import DbtProjectComponent


from dataclasses import field


@dataclass
class ShopDbt(DbtProjectComponent):
    cli_args: list = field(default_factory=lambda: ['run', '--quiet'])
