from dataclasses import dataclass
import dagster as dg
from dagster_dbt import DbtProjectComponent


@dataclass
class Window(dg.Resolvable):
    size: int


@dataclass
class Marts(DbtProjectComponent):
    window: Window | None = None

    def get_cli_args(self, context):
        return [*super().get_cli_args(context), "--vars", str(self.window.size)]
