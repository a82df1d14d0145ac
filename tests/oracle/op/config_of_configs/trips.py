from enum import Enum
from typing import Literal, Optional

import dagster as dg
from dagster_dbt import DbtProjectComponent
from pydantic import Field


class Mode(Enum):
    FAST = "fast"
    SLOW = "slow"


class Level(str, Enum):
    LOW = "low"
    HIGH = "high"


class Size(Enum):
    SMALL = 1


class Inner(dg.Config):
    depth: int = 1
    kind: Literal["a", "b"] = "a"


class Limits(dg.Config):
    rows: int = 10
    label: Optional[str] = None
    mode: Mode = Mode.SLOW
    names: list[str] = Field(default_factory=list)
    kind: Literal["a", "b"] = "a"
    inner: Inner = Inner()


class RunConfig(dg.Config):
    mode: Mode = Mode.FAST
    level: Level = Level.HIGH
    size: Optional[Size] = Size.SMALL
    none: Optional[Mode] = None
    plain: Limits = Limits()
    bare: Limits
    told: Limits = Limits(rows=20, label="x", mode=Mode.FAST, names=["n"], kind="b", inner=Inner(depth=5))
    made: Limits = Field(default_factory=lambda: Limits(rows=30))
    full_refresh: bool = False


class Configured(DbtProjectComponent):
    @property
    def op_config_schema(self):
        return RunConfig

    def get_cli_args(self, context):
        config = RunConfig(**context.op_config)
        given = [f"{name}={value!r}" for name, value in context.op_config.items()]
        fast = ["--fail-fast"] if config.mode is Mode.FAST and config.level == Level.HIGH else []
        return [*super().get_cli_args(context), *given, *fast, "--threads", str(config.told.rows)]
