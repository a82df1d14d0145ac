import dagster as dg

TENANTS = ["acme", "globex"]
TENANT_DAILY = dg.MultiPartitionsDefinition({
    "tenant": dg.StaticPartitionsDefinition(TENANTS),
    "date": dg.DailyPartitionsDefinition(start_date="2024-01-01"),
})


def split_partition_key(key) -> tuple[str, str]:
    if isinstance(key, dg.MultiPartitionKey):
        dims = key.keys_by_dimension
        return dims["tenant"], dims["date"]
    day, tenant = str(key).split("|")
    return tenant, day
