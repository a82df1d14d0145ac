from dataclasses import dataclass
from typing import Annotated
import dagster as dg
from dagster_dbt import DbtProjectComponent

@dataclass
class C(DbtProjectComponent):
    chunk: Annotated[int, dg.Resolver.default(description="n")] = 1
