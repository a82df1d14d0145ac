from dataclasses import dataclass, field
from dagster_dbt import DbtProjectComponent
import dagster as dg
from datetime import date
from typing import Annotated


@dataclass
class A(DbtProjectComponent):
    own: Annotated[date, dg.Resolver(lambda ctx, v: date.fromisoformat(v), model_field_type=str)] = date(2024, 1, 1)
