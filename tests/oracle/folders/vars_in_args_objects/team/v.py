import datetime as dt
from dataclasses import dataclass

import dagster as dg


@dataclass
class Settings:
    schema: str
    prefix: str = "m"

    def mart(self, key):
        return f"{self.prefix}_{key}"


@dg.template_var
def settings():
    return Settings("analytics")


@dg.template_var
def begin():
    return dt.datetime(2023, 12, 31)


@dg.template_var
def dates():
    return [dt.date(2024, 1, 1).isoformat(), "x"]


@dg.template_var
def fmt():
    return "%Y%m%d"


@dg.template_var
def daily():
    return dg.DailyPartitionsDefinition("2024-01-01")
