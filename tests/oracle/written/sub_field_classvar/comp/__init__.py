from dataclasses import dataclass
from typing import ClassVar
from dagster_dbt import DbtProjectComponent


@dataclass
class Teamed(DbtProjectComponent):
    KIND: ClassVar[str] = "dbt"
