from pathlib import Path
import dagster as dg
from dagster_dbt import DbtProjectComponent

class C(DbtProjectComponent):
    def build_defs_from_state(self, context, state_path):
        base = super().build_defs_from_state(context, state_path)
        return base.map_resolved_asset_specs(func=lambda spec: spec.replace_attributes(group_name="mine", metadata={**spec.metadata, "a": 1}))
