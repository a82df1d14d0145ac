from dagster_dbt import DbtProjectComponent


class MyDbt(DbtProjectComponent):
    def get_cli_args(self, context):
        extra = ["--full-refresh"] if (context.op_config or {}).get("full_refresh") else []
        if context.run.tags.get("x") == "y":
            extra.append("--quiet")
        if context.retry_number > 0:
            extra.append("--debug")
        return super().get_cli_args(context) + extra + ["--invocation", context.job_name]
