import dagster as dg
from dagster import DailyPartitionsDefinition as Daily, template_var, MultiPartitionsDefinition, StaticPartitionsDefinition
@template_var
def a() -> Daily:
    return Daily("2024-06-01", hour_offset=6, timezone="America/New_York", fmt="%Y/%m/%d")
