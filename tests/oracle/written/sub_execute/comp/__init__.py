import dagster as dg
from dagster_dbt import DbtCliResource, DbtProjectComponent


class Loud(DbtProjectComponent):
    def execute(self, context: dg.AssetExecutionContext, dbt: DbtCliResource):
        context.log.info("go")
        yield from super().execute(context, dbt)
        context.log.info("done")
