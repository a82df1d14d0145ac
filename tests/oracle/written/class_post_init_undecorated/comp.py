from dagster_dbt import DbtProjectComponent


class Undecorated(DbtProjectComponent):
    def __post_init__(self):
        self.cli_args = [*self.cli_args, "--fail-fast"]
        self.select = "tag:marts"
