import dagster as dg
from dagster_dbt import DbtProjectComponent
class Base(DbtProjectComponent):
    @classmethod
    def get_additional_scope(cls):
        return {"sel": "tag:daily", "nm": "base"}
class C(Base):
    @classmethod
    def get_additional_scope(cls):
        return {**super().get_additional_scope(), "nm": "child"}
