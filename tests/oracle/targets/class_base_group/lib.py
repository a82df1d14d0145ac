from dagster_dbt import DbtProjectComponent


class Base(DbtProjectComponent):
    def get_asset_spec(self, manifest, unique_id, project):
        spec = super().get_asset_spec(manifest, unique_id, project)
        props = self.get_resource_props(manifest, unique_id)
        return spec.replace_attributes(group_name=props["fqn"][1])


class ShopDbt(Base):
    pass
