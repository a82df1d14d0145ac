from dagster_dbt import DbtProjectComponent


class C(DbtProjectComponent):
    def get_cli_args(self, context):
        manager = self._project_manager
        args = manager.args
        return [*super().get_cli_args(context), "--vars", f"{{t: {args.target}, same: {manager is self.project}, has: {hasattr(self, '_project_manager')}, p: {args.profile}, d: {args.project_dir == str(self.dbt_project.project_dir)}}}"]
