from dagster_dbt import DbtProjectComponent


class OurDbt(DbtProjectComponent):
    region: str

    def get_cli_args(self, context):
        return ["build", "--vars", self.region]
