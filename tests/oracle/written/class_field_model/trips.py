import dagster as dg
from dagster_dbt import DbtProjectComponent
from dagster_dbt.components.dbt_project.component import DbtProjectComponent as Inner
from pydantic import BaseModel


class Retry(dg.Model):
    attempts: int = 1
    backoff: float = 0.5


from dataclasses import dataclass, field

@dataclass
class Marts(DbtProjectComponent):
    retry: Retry = field(default_factory=Retry)
    defer: bool = False

    def get_cli_args(self, context):
        args = list(super().get_cli_args(context))
        if self.defer:
            args.append("--defer")
        return args + ["--vars", self.retry.model_dump_json()]
