from dataclasses import dataclass, field
import dagster as dg
from dagster_dbt import DbtProjectComponent


@dataclass
class Defaults(DbtProjectComponent):
    cli_args: list = field(default_factory=lambda: ["build", {"--vars": {"d": "{{ partition_key }}", "n": "5"}}])
