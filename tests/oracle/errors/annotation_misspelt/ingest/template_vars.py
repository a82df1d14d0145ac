import dagster as dg


@dg.template_var
def target() -> str:
    return "daily"


@dg.template_var
def days() -> "dg.Nothing":
    return dg.DailyPartitionsDefinition("2024-01-01")


class Names:
    table: list[dg.AssetKeys] = []
