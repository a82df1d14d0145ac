from collections.abc import Mapping
from dataclasses import dataclass, field
from dagster_dbt import DbtProjectComponent

@dataclass
class C(DbtProjectComponent):
    extra: Mapping[str, str] = field(default_factory=dict)
