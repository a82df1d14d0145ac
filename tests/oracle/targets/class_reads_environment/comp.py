import os

from dagster_dbt import DbtProjectComponent


class MyDbt(DbtProjectComponent):
    def get_asset_spec(self, manifest, unique_id, project):
        group = os.getenv("GRP", "nightly")
        return super().get_asset_spec(manifest, unique_id, project).replace_attributes(group_name=group)
