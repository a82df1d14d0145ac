from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
import dagster as dg
from dagster_dbt import DbtProjectComponent


def parse_interval(context: dg.ResolutionContext, raw) -> timedelta:
    raw = context.resolve_value(raw, as_type=str)
    number, unit = raw.split()
    return timedelta(**{unit: int(number)})


Interval = Annotated[timedelta, dg.Resolver(parse_interval, model_field_type=str)]


@dataclass
class Marts(DbtProjectComponent):
    lookback: Annotated[timedelta, dg.Resolver(parse_interval, model_field_type=str)] = timedelta(days=1)

    def get_cli_args(self, context):
        start = context.partition_time_window.start - self.lookback
        return [*super().get_cli_args(context), "--vars", f"{{from: {start:%Y-%m-%d}}}"]
