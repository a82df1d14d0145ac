import json

from dagster_dbt import DbtProjectComponent

ASKED = {
    "key": lambda c: str(c.partition_key),
    "has key": lambda c: c.has_partition_key,
    "range": lambda c: [c.partition_key_range.start, c.partition_key_range.end],
    "asset range": lambda c: [c.asset_partition_key_range.start, c.asset_partition_key_range.end],
    "has range": lambda c: c.has_partition_key_range,
    "keys": lambda c: list(c.partition_keys),
    "window": lambda c: [c.partition_time_window.start.isoformat(), c.partition_time_window.end.isoformat()],
    "get_tag": lambda c: [c.get_tag("dagster/partition"), c.get_tag("mine"), c.get_tag(key="mine")] if c.has_partition_key else c.get_tag("mine"),
    "has_tag": lambda c: [c.has_tag("dagster/partition") if c.has_partition_key else None, c.has_tag("mine")],
    "range tags": lambda c: [c.get_tag("dagster/asset_partition_range_start"), c.run.tags["dagster/asset_partition_range_end"]] if c.has_partition_key_range else None,
    "tags": lambda c: [c.run.tags.get("mine"), c.run.tags.get("mine", 1), "mine" in c.run.tags, "mine" not in c.dagster_run.tags, c.run_tags.get("mine", "no")],
    "partition in tags": lambda c: "dagster/partition" in c.run.tags if c.has_partition_key else None,
    "tag": lambda c: c.run.tags["mine"],
    "tag of partition": lambda c: c.run.tags["dagster/partition"] if c.has_partition_key else None,
    "config": lambda c: [dict(c.op_config or {}), c.op_execution_context.has_partition_key],
    "log": lambda c: [c.log.info("told"), 1][1],
    "dunder": lambda c: hasattr(c, "__nope__"),
}


class Told(DbtProjectComponent):
    def get_cli_args(self, context):
        told = {}
        for name, ask in ASKED.items():
            try:
                told[name] = ask(context)
            except Exception as error:
                told[name] = f"{type(error).__name__}: {error}"
        return ["build", "--vars", json.dumps(told)]
