from dagster_dbt import DbtProjectComponent
from typing_extensions import override
import dagster as dg

Base = DbtProjectComponent


class X(Base):
    @override
    def get_cli_args(self, context: dg.AssetExecutionContext) -> list[str]:
        return [*super().get_cli_args(context), "--fail-fast"]

    @override
    def execute(self, context, dbt):
        yield from super().execute(context, dbt)
