from dataclasses import dataclass

import requests
from dagster_dbt import DbtProjectComponent


@dataclass
class OurDbt(DbtProjectComponent):
    region: str = "us"

    def get_cli_args(self, context):
        return ["build", "--threads", requests.get(self.region).text]
