import dagster as dg


@dg.template_var
def partitions_of():
    daily = dg.DailyPartitionsDefinition(start_date="2024-01-01")

    def inner(asset):
        if asset.group_name not in ("default", "finance", "reports"):
            raise ValueError(asset.group_name)
        if asset.tags.get("cadence") != ("daily" if asset.key.path[-1] == "revenue" else None):
            raise ValueError(asset.tags)
        return daily if "dbt" in asset.kinds else None
    return inner
