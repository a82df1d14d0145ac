import dagster as dg
from dagster_dbt import DbtProjectComponent


class WithIngest(DbtProjectComponent):
    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        ingest = dg.AssetSpec("ingest", group_name="outside")
        return dg.Definitions.merge(super().build_defs(context), dg.Definitions(assets=[ingest]))
