from dataclasses import dataclass
from typing import ClassVar, Optional

import dagster_dbt


@dataclass
class Base(dagster_dbt.DbtProjectComponent):
    team: Optional[str] = None
    KIND: ClassVar[str] = "dbt"


@dataclass(kw_only=True)
class Teamed(Base):
    channels: list[str]
