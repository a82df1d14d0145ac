import dagster as dg
from dagster_dbt import DbtProjectComponent


class Mine(DbtProjectComponent):
    def get_asset_spec(self, manifest, unique_id, project):
        spec = super().get_asset_spec(manifest, unique_id, project)
        return spec.replace_attributes(key=spec.key.with_prefix("dbt"))

    def execute(self, context, dbt):
        names = {k.path[-1] for k in context.selected_asset_keys if k.has_prefix(["dbt"])}
        context.log.info(f"{sorted(names)}")
        args = self.get_cli_args(context)
        if len(names) >= 3:
            args = [*args, "--threads", str(len(names))]
        yield from dbt.cli(args, context=context).stream().fetch_row_counts()
