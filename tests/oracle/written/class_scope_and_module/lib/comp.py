from dagster_dbt import DbtProjectComponent
SCOPE = dict(sel="tag:daily")
class C(DbtProjectComponent):
    @classmethod
    def get_additional_scope(cls):
        scope = dict(SCOPE)
        scope["x"] = 1
        return scope
