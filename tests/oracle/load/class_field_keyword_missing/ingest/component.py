from dataclasses import dataclass, field, KW_ONLY
from dagster_dbt import DbtProjectComponent


@dataclass
class A(DbtProjectComponent):
    team: str = field(kw_only=True)
