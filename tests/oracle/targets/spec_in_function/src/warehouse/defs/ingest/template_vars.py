import dagster as dg

DAILY = dg.DailyPartitionsDefinition(start_date="2024-01-01")


@dg.template_var
def enrich():
    def inner(spec: dg.AssetSpec) -> dg.AssetSpec:
        key = spec.key.with_prefix("dwh").with_prefix(["acme", "eu"])
        assert key.has_prefix(["acme"]) and not key.has_prefix("acme") and key.to_python_identifier("x").startswith("acme__eu__dwh__")
        if "marts" in spec.tags and "duckdb" in spec.kinds and spec.partitions_def is None:
            spec = spec.replace_attributes(partitions_def=DAILY, key=key)
            assert spec.partitions_def == DAILY and spec.key == key
        owners = ["team:finance"] if spec.group_name == "finance" else ["team:core"]
        return spec.replace_attributes(owners=owners).merge_attributes(metadata={"name": key.to_user_string()}, kinds={"sql"})
    return inner
