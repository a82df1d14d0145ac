import dagster as dg
from dagster_dbt import DbtCliResource, DbtProjectComponent


class Loud(DbtProjectComponent):
    """Counts."""

    def execute(self, context: dg.AssetExecutionContext, dbt: DbtCliResource):
        seen = 0
        if context.has_partition_key:
            context.log.info(f"partition {context.partition_key}")
        try:
            for event in super().execute(context=context, dbt=dbt):
                seen += 1
                yield event
        finally:
            context.log.info(f"saw {seen}")
