from dataclasses import dataclass

import dagster_dbt


@dataclass
class Base(dagster_dbt.DbtProjectComponent):
    cli_args = ["run"]


class Leaf(Base):
    select = "customers"
    exclude: str = "orders"
