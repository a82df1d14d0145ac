from dataclasses import dataclass
from dagster_dbt import DbtProjectComponent


@dataclass
class A(DbtProjectComponent):
    n: "int" = 4

    def get_cli_args(self, context):
        return ["build", "--threads", str(self.n)]
