from dagster_dbt import DbtProjectComponent


class Logged(DbtProjectComponent):
    def execute(self, context, dbt):
        try:
            yield from super().execute(context, dbt)
        except RuntimeError:
            context.log.error("failed")
            raise


class Retried(DbtProjectComponent):
    def execute(self, context, dbt):
        try:
            yield from super().execute(context, dbt)
        except RuntimeError:
            yield from dbt.cli(["retry"], context=context).stream()
