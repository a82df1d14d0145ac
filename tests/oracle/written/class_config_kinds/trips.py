import dagster as dg
from dagster_dbt import DbtProjectComponent
from pydantic import Field


class RunConfig(dg.Config):
    rate: float = 1
    share: float = False
    ratio: float = 0.5
    threads: int = 2
    quiet: bool = True
    names: list[str] = ["a", "b"]
    limits: dict[str, int] = {"x": 1}
    target: str = Field(default="dev", alias="to")
    note: str | None = None
    made: list[str] = Field(default_factory=lambda: ["made"])


class ConfiguredDbt(DbtProjectComponent):
    @property
    def op_config_schema(self):
        return RunConfig

    def get_cli_args(self, context):
        given = context.op_config
        return [*super().get_cli_args(context), *(f"--{name}={value!r}" for name, value in given.items())]
