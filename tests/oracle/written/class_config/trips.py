from functools import cached_property
import dagster as dg
from dagster_dbt import DbtProjectComponent


class RunConfig(dg.Config):
    full_refresh: bool = False
    threads: int = 2


class ConfiguredDbt(DbtProjectComponent):
    @property
    def op_config_schema(self):
        return RunConfig

    def execute(self, context, dbt):
        config = RunConfig(**context.op_config)
        args = self.get_cli_args(context)
        if config.full_refresh:
            args.append("--full-refresh")
        args += ["--threads", str(config.threads)]
        yield from dbt.cli(args, context=context).stream()
