from datetime import timedelta
from dagster_dbt import DbtProjectComponent


class Windowed(DbtProjectComponent):
    @classmethod
    def get_additional_scope(cls):
        return {"day": lambda w: w.start.strftime("%Y-%m-%d"), "one_day": timedelta(days=1), "team": "core"}
