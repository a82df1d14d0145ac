from dataclasses import dataclass
from typing import Annotated, Literal, Optional, Sequence
import dagster as dg
from dagster_dbt import DbtProjectComponent


def _upper(context, value: str) -> str:
    return value.upper()


@dataclass
class Window(dg.Resolvable):
    days: int = 3
    unit: Literal["day", "hour"] = "day"


@dataclass
class Marts(DbtProjectComponent):
    label: Annotated[str, dg.Resolver(_upper, model_field_type=str)] = "x"
    window: Optional[Window] = None
    flags: Sequence[str] = ()

    def get_cli_args(self, context):
        return [*super().get_cli_args(context), "--vars", f"{self.label}:{self.window.days}{self.window.unit}", *self.flags]
