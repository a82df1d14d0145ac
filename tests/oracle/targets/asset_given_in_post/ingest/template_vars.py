import dagster as dg


@dg.template_var
def grains():
    month = dg.MonthlyPartitionsDefinition("2024-01-01")
    return {"day": dg.DailyPartitionsDefinition("2024-01-01"), "month": month, "quarter": month}


@dg.template_var
def by_metadata():
    def pick(spec: dg.AssetSpec):
        return "rows" in spec.metadata and spec.metadata["grain"] in ("month", "quarter") and spec.metadata.get("rows") == 3

    return pick
