import json
import os
import dagster as dg
from dagster_dbt import DbtProjectComponent
from dataclasses import dataclass, field

@dataclass
class Windowed(DbtProjectComponent):
    lookback_days: int = 3
    region: str = "us"
    tags: list[str] = field(default_factory=list)

    def get_cli_args(self, context):
        window = context.partition_time_window
        from datetime import timedelta
        start = window.start - timedelta(days=self.lookback_days)
        payload = {
            "min_date": start.strftime("%Y-%m-%d"),
            "max_date": window.end.date().isoformat(),
            "region": self.region,
            "env": os.environ.get("DEPLOY_ENV", "dev"),
        }
        return ["build", "--vars", json.dumps(payload, sort_keys=True)] + [x for t in self.tags for x in ("--select", f"tag:{t}")]
