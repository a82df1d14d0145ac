from dagster_dbt import DbtProjectComponent


class Vars:
    defaults = {"a": 1}

    def get_cli_args(self, context):
        return ["never"]

    def vars(self):
        import json
        return json.dumps({**self.defaults, "name": type(self).__name__})


class Marts(DbtProjectComponent, Vars):
    def get_cli_args(self, context):
        return [*super().get_cli_args(context), "--vars", self.vars()]
