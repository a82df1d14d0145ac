from dataclasses import dataclass, field

from dagster_dbt import DbtProjectComponent

ITSELF = ["build"]
ITSELF.append(ITSELF)

DEEP = ["build"]
for _ in range(100000):
    DEEP = [DEEP]


@dataclass
class Default(DbtProjectComponent):
    cli_args: list = field(default_factory=lambda: ITSELF)


@dataclass
class Deep(DbtProjectComponent):
    cli_args: list = field(default_factory=lambda: DEEP)


class Args(DbtProjectComponent):
    def get_cli_args(self, context):
        items = []
        items.append(items)
        self.cli_args = [*self.cli_args, items]
        return super().get_cli_args(context)


class Shared(DbtProjectComponent):
    def get_cli_args(self, context):
        items = ["--full-refresh"]
        for _ in range(24):
            items = [items, items]
        self.cli_args = [*self.cli_args, items]
        return super().get_cli_args(context)
