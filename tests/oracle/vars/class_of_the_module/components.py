import os
from collections.abc import Sequence
from dataclasses import dataclass, field

import dagster as dg
import dagster_dbt


def items():
    return ["run", "--quiet"]


@dataclass
class ShopDbtComponent(dagster_dbt.DbtProjectComponent):
    cli_args: list = field(default_factory=items)
    select: str = "tag:daily"
    exclude: str = field(default="tag:slow")
