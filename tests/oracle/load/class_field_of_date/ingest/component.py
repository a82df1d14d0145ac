from dataclasses import dataclass, field
from dagster_dbt import DbtProjectComponent
from datetime import date


@dataclass
class A(DbtProjectComponent):
    own: date = date(2024, 1, 1)
