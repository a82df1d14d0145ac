import dagster as dg
from dagster_dbt import DbtProjectComponent


class NoRun(DbtProjectComponent):
    def _get_dbt_event_iterator(self, context, dbt):
        return dbt.cli(["run", "--vars", f"{{d: {context.partition_key}}}"], context=context).stream()
