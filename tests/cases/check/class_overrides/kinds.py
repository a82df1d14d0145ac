from dataclasses import dataclass

from dagster_dbt import DbtProjectComponent


@dataclass
class OurDbt(DbtProjectComponent):
    region: str = "us"

    def get_cli_args(self, context):
        return ["build", "--vars", self.region]
