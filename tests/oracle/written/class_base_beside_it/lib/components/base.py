from dataclasses import dataclass
from dagster_dbt import DbtProjectComponent


@dataclass
class BaseDbt(DbtProjectComponent):
    threads: int = 4
    dry_run: bool = False

    def extra_args(self) -> list[str]:
        return ["--threads", str(self.threads)]

    def get_cli_args(self, context):
        args = super().get_cli_args(context)
        return args + self.extra_args() + (["--empty"] if self.dry_run else [])
