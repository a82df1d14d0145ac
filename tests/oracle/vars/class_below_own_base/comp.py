from dataclasses import dataclass
from dagster_dbt import DbtProjectComponent

@dataclass
class Base(DbtProjectComponent):
    team: str = "core"
    def extra(self): return ["--team", self.team]
    def get_cli_args(self, context):
        return super().get_cli_args(context) + self.extra()

@dataclass
class Fin(Base):
    team: str = "fin"
    def extra(self): return super().extra() + ["--strict"]
