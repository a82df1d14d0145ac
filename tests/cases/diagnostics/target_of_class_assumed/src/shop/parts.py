from dagster_dbt import DbtProjectComponent


class Shop(DbtProjectComponent):
    def build_defs_from_state(self, context, state_path):
        defs = super().build_defs_from_state(context, state_path)
        return defs.map_resolved_asset_specs(func=lambda spec: spec.replace_attributes(group_name="sales"))
