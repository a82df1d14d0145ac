from dagster_dbt import DbtProjectComponent


class ShopDbt(DbtProjectComponent):
    def get_asset_spec(self, manifest, unique_id, project):
        spec = super().get_asset_spec(manifest, unique_id, project)
        return spec.replace_attributes(tags={"only": ""}, owners=["team:class"])
