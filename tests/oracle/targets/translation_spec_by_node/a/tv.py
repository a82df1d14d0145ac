import dagster as dg

DAILY = dg.DailyPartitionsDefinition("2024-01-01")


@dg.template_var
def translate():
    def inner(spec: dg.AssetSpec, node):
        spec = spec.merge_attributes(tags={"a": "b"}, metadata={"x": 1})
        if node["config"]["materialized"] == "incremental":
            return spec.replace_attributes(partitions_def=DAILY)
        return spec.replace_attributes(group_name=spec.key.path[-1])

    return inner
