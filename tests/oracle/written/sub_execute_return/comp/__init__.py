from dagster_dbt import DbtProjectComponent


class Loud(DbtProjectComponent):
    def execute(self, context, dbt):
        return super().execute(context, dbt)
