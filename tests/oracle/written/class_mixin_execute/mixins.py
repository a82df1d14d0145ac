class Dated:
    def execute(self, context, dbt):
        args = self.get_cli_args(context)
        yield from dbt.cli([*args, "--vars", f"{{day: {context.partition_key}}}"], context=context).stream()


class Logged:
    def execute(self, context, dbt):
        context.log.info("begins")
        yield from super().execute(context, dbt)
        context.log.info("ends")
