from dagster_dbt import DbtProjectComponent


class Each(DbtProjectComponent):
    def execute(self, context, dbt):
        for command in ["seed", "run", "test"]:
            yield from dbt.cli([command], context=context).stream()
