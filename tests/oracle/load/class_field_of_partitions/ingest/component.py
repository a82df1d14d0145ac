from dataclasses import dataclass, field
from dagster_dbt import DbtProjectComponent
import dagster as dg


@dataclass
class A(DbtProjectComponent):
    own: dg.PartitionsDefinition | None = None
