import dagster as dg
from dagster_dbt import DbtProjectComponent


class C(DbtProjectComponent):
    @classmethod
    def get_additional_scope(cls):
        """The names that supersede those of the base."""
        return {"sel": "tag:daily"}  # super() would give the static template vars

    @staticmethod
    @dg.template_var
    def region():
        return "eu"
