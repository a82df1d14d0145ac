from typing import Any, Dict, List, Literal, Optional

import dagster as dg
from dagster_dbt import DbtProjectComponent


class RunConfig(dg.Config):
    maybe: Optional[float] = 2
    floats: List[float] = [1]
    rates: Dict[str, List[float]] = {"a": [1]}
    gaps: List[Optional[float]] = [1, None]
    real: float = True
    any: Any = 2
    items: list = [1]
    table: Dict[str, Any] = {"a": 1}
    word: Literal["x"] = "x"
    none: Optional[Dict[str, int]] = None
    either: int | None = 3


class Configured(DbtProjectComponent):
    @property
    def op_config_schema(self):
        return RunConfig

    def get_cli_args(self, context):
        return [*super().get_cli_args(context), *(f"{name}={value!r}" for name, value in context.op_config.items())]
