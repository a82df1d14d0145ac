import dagster as dg
from dagster_dbt import DbtProjectComponent


class Iterated(DbtProjectComponent):
    def _get_dbt_event_iterator(self, context, dbt):
        return super()._get_dbt_event_iterator(context, dbt).fetch_row_counts()

    def execute(self, context, dbt):
        context.log.info("go")
        yield from self._get_dbt_event_iterator(context, dbt)
