from dataclasses import dataclass, field
from typing import Any, Mapping, Optional
import dagster as dg
from dagster_dbt import DbtProject, DbtProjectComponent, DbtCliResource
from dagster_dbt import Nope
class MyDbt(DbtProjectComponent):
    pass
