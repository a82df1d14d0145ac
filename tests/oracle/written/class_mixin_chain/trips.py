import dagster as dg
from dagster_dbt import DbtProjectComponent


class QuietMixin:
    def get_cli_args(self, context):
        return [*super().get_cli_args(context), "--quiet"]


class ThreadsMixin:
    threads = 6

    def get_cli_args(self, context):
        return [*super().get_cli_args(context), "--threads", str(self.threads)]


class Marts(QuietMixin, ThreadsMixin, DbtProjectComponent):
    threads = 3
