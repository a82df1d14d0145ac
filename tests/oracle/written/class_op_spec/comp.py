from pathlib import Path
from dagster_dbt import DbtProjectComponent


class Mine(DbtProjectComponent):
    def get_cli_args(self, context):
        root = Path(self.project.args.project_dir)
        args = [*super().get_cli_args(context), "--project-dir", str(root), "--log-path", str(root / "logs" / self.op.name)]
        if self.project.args.profile is None and not self.project.args.target:
            args += ["--target", "dev"]
        args += ["--threads", str(self.op.tags.get("threads", 1)), "--vars", f"pool: {self.op.pool}"]
        self.op.tags["labels"].append("c")
        return args + ["--selector", "+".join(self.op.tags["labels"]), str(self.op.backfill_policy), str(self.op.description)]
