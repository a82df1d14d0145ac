import dagster as dg
import dagster_dbt as ddbt
from . import helpers as h
__all__ = ["TeamDbt"]
class TeamDbt(ddbt.DbtProjectComponent):
    def get_cli_args(self, context: dg.AssetExecutionContext):
        return h.with_window(super().get_cli_args(context), context)
