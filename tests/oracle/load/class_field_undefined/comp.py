from dataclasses import dataclass

from dagster_dbt import DbtProjectComponent


@dataclass
class MyDbt(DbtProjectComponent):
    grp: str = "x"
