import dagster as dg
from dagster_dbt import DbtProject, DbtProjectComponent


class Mine(DbtProjectComponent):
    def target(self) -> str:
        if isinstance(self.project, DbtProject):
            return self.project.target
        if hasattr(self.project, "target"):
            return "x"
        return self.project.args.target

    def get_cli_args(self, context):
        full = self.op.tags if self.op else {}
        return ["build", "--vars", f"{{target: {self.target()}, profile: {self.project.args.profile}, n: {len(full)}}}"]
