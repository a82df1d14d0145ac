from dataclasses import dataclass
from dagster_dbt import DbtProjectComponent
@dataclass
class Base(DbtProjectComponent):
    days: list[str] | None = None
@dataclass
class Own(Base):
    n: int = 0
