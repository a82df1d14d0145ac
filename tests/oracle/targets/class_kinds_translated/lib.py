from dagster_dbt import DbtProjectComponent


class ShopDbt(DbtProjectComponent):
    def get_asset_spec(self, manifest, unique_id, project):
        spec = super().get_asset_spec(manifest, unique_id, project)
        return spec.merge_attributes(tags={"tier": "gold"}, owners=["team:class"], kinds={"view"})
