from typing import Optional
import dagster as dg
from dagster_dbt import DbtProjectComponent
from pydantic import Field


class Options(dg.Config):
    full_refresh: bool = Field(default=False, description="rebuild")
    exclude: Optional[str] = None
    tags: list[str] = ["daily"]
    ratio: float = 1


class Marts(DbtProjectComponent):
    op_config_schema = Options

    def get_cli_args(self, context):
        config = context.op_config
        args = super().get_cli_args(context)
        if config["full_refresh"]:
            args.append("--full-refresh")
        return [*args, "--vars", f"{config['tags']} {config['exclude']} {config['ratio']} {sorted(config)}"]
