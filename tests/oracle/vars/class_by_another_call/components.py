from dataclasses import dataclass

import dagster_dbt


def tag():
    return "tag:daily"


@dataclass
class ShopDbtComponent(dagster_dbt.DbtProjectComponent):
    select: str = tag()
    exclude: str = ("tag:" + "slow").lower()
