import dagster as dg
from dagster_dbt import DbtProjectComponent


class Paths(DbtProjectComponent):
    def get_cli_args(self, context):
        project = self.dbt_project
        return [*super().get_cli_args(context), "--project-dir", str(project.project_dir), "--profiles-dir",
                str(project.profiles_dir), "--vars", f"{{project: {project.name}, target: {project.target or 'dev'}}}"]
