from dagster_dbt import DbtProjectComponent


class C(DbtProjectComponent):
    def get_cli_args(self, context):
        args = self.project.args
        same = [args is self.project.args, args == self.project.args, self.project == self.project]
        return [*super().get_cli_args(context), "--vars", f"{self.project} {same} {type(args).__name__} {args!r}"]
