import json
from collections.abc import Iterator

import dagster as dg
from dagster_dbt import DbtCliResource, DbtProjectComponent

from shop_project.defs.shared.warehouse import warehouse_lock
from shop_project.defs.shared.partitions import split_partition_key


class Tenants(DbtProjectComponent):
    def get_asset_spec(self, manifest, unique_id: str, project) -> dg.AssetSpec:
        spec = super().get_asset_spec(manifest, unique_id, project)
        return spec.replace_attributes(kinds={"dbt", "snowflake"})

    def get_cli_args(self, context: dg.AssetExecutionContext) -> list[str]:
        tenant, day = split_partition_key(context.partition_key)
        return ["build", "--vars", json.dumps({"tenant": tenant, "report_date": day})]

    def execute(self, context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Iterator:
        with warehouse_lock():
            yield from super().execute(context, dbt)
