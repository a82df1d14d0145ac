from functools import cached_property
from typing import Any, Mapping, Sequence
import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProjectComponent
from dagster_dbt.asset_utils import default_metadata_from_dbt_resource_props, default_group_from_dbt_resource_props
class T(DagsterDbtTranslator):
    def get_metadata(self, p):
        return {**default_metadata_from_dbt_resource_props(p), "url": f"https://docs/{p['unique_id']}"}
    def get_group_name(self, p):
        return default_group_from_dbt_resource_props(p) or p["fqn"][1]
    def get_owners(self, p) -> Sequence[str]:
        return [f"team:{p['fqn'][1]}"]
class C(DbtProjectComponent):
    @property
    def translator(self):
        return T(settings=self.translation_settings)
