from dagster_dbt import DbtProjectComponent


class Mine(DbtProjectComponent):
    def get_cli_args(self, context):
        return ["build", "--target", self.project.target]
