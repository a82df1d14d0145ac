from dagster import DailyPartitionsDefinition, template_var

_common = dict(timezone="Asia/Tokyo", hour_offset=6)


@template_var
def d():
    """Days of Tokyo."""
    return DailyPartitionsDefinition("2024-01-01", **_common)
