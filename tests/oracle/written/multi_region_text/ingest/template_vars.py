import dagster as dg
from dagster import MultiPartitionsDefinition, StaticPartitionsDefinition, template_var

daily = dg.DailyPartitionsDefinition("2024-01-01", hour_offset=6)


@template_var
def parts() -> dg.PartitionsDefinition:
    return MultiPartitionsDefinition({"shop": StaticPartitionsDefinition([f"shop_{n}" for n in range(3)] + ["us"]), "day": daily})
