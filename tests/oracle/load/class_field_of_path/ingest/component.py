from dataclasses import dataclass, field
from dagster_dbt import DbtProjectComponent
from pathlib import Path


@dataclass
class A(DbtProjectComponent):
    own: Path = Path("x")
