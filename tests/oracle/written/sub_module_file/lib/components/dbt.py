import dagster as dg
from dagster_dbt import DbtProjectComponent as Base

START = "2024-02-01"


class Nightly(Base):
    """Nightly runs."""

    @staticmethod
    @dg.template_var
    def nightly():
        return dg.DailyPartitionsDefinition(START, hour_offset=2)

    @classmethod
    def get_additional_scope(cls):
        return {**super().get_additional_scope(), "fmt": "%Y-%m-%d %H:%M", "days": cls.days}

    @staticmethod
    def days(window):
        return (window.end - window.start).days
