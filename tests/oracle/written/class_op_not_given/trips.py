from dagster_dbt import DbtProjectComponent


class Marts(DbtProjectComponent):
    def get_cli_args(self, context):
        args = super().get_cli_args(context)
        words = [self.select, self.exclude or "-", self.selector or "-", str(self.op)]
        return [*args, "--threads", "1" if self.op is None else "2", "--vars", f'{{"w": "{" ".join(words)}"}}']
