from dataclasses import dataclass, field
from dagster_dbt import DbtProjectComponent
from collections.abc import Mapping
from typing import Any


@dataclass
class A(DbtProjectComponent):
    own: Mapping[str, Any] = field(default_factory=dict)
