from dataclasses import dataclass
from dagster_dbt import DbtProjectComponent


@dataclass(kw_only=True)
class A(DbtProjectComponent):
    team: str
    size: int = 3

    def get_cli_args(self, context):
        return ["build", "--vars", f"{{team: {self.team}}}", "--threads", str(self.size)]
