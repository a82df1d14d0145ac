from dagster_dbt import DbtProjectComponent


class Reading(DbtProjectComponent):
    def get_asset_spec(self, manifest, unique_id, project):
        spec = super().get_asset_spec(manifest, unique_id, project)
        sources = sorted(dep.asset_key.to_user_string() for dep in spec.deps)
        return spec.merge_attributes(metadata={"reads": ", ".join(sources)})
