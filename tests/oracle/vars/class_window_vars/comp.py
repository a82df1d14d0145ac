from dataclasses import dataclass, field
import json
import dagster as dg
from dagster_dbt import DbtProjectComponent

@dataclass
class WindowDbt(DbtProjectComponent):
    lookback_days: int = 0
    var_names: dict[str, str] = field(default_factory=lambda: {"start": "min_date", "end": "max_date"})
    fmt: str = "%Y-%m-%d"

    def get_cli_args(self, context: dg.AssetExecutionContext) -> list[str]:
        args = list(super().get_cli_args(context))
        if not context.has_partition_key and not context.has_partition_key_range:
            return args
        from datetime import timedelta
        start, end = context.partition_time_window
        start -= timedelta(days=self.lookback_days)
        values = {self.var_names["start"]: start.strftime(self.fmt), self.var_names["end"]: end.strftime(self.fmt)}
        return [*args, "--vars", json.dumps(values, sort_keys=True)]
