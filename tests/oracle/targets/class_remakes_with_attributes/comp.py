from dagster_dbt import DbtProjectComponent
import dagster as dg


class X(DbtProjectComponent):
    def build_defs_from_state(self, context, state_path):
        defs = super().build_defs_from_state(context, state_path)
        (assets,) = defs.assets
        return dg.Definitions(assets=[assets.with_attributes(group_names_by_key={k: "renamed" for k in assets.keys})])
