from functools import cached_property
import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProjectComponent

class T(DagsterDbtTranslator):
    def get_asset_key(self, props):
        if props["resource_type"] == "source":
            return dg.AssetKey(["lake", props["name"]])
        return super().get_asset_key(props).with_prefix("dbt")

class C(DbtProjectComponent):
    @cached_property
    def translator(self):
        return T(self.translation_settings)
