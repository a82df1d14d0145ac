from dagster_dbt import DbtProjectComponent as _Base
import dagster as dg
from .util import window_vars


class ShopDbt(_Base, dg.Resolvable):
    @classmethod
    def get_spec(cls):
        return dg.ComponentTypeSpec(owners=["data@example.com"], tags=["dbt"])

    def get_cli_args(self, context: dg.AssetExecutionContext):
        return _Base.get_cli_args(self, context) + window_vars(context)
