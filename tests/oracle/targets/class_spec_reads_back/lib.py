from dagster_dbt import DbtProjectComponent


class ShopDbt(DbtProjectComponent):
    def get_asset_spec(self, manifest, unique_id, project):
        spec = super().get_asset_spec(manifest, unique_id, project)
        spec = spec.merge_attributes(tags={"x": "1"}, owners=["team:a"])
        words = [t for t in spec.tags if t in ("daily",)] + [o.replace(":", "_") for o in spec.owners]
        words += sorted(k for k in spec.kinds if k == "dbt")
        return spec.replace_attributes(group_name="_".join(words))
