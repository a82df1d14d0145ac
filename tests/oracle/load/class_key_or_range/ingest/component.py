import json
import dagster as dg
from dagster_dbt import DbtProjectComponent


class A(DbtProjectComponent):
    def get_cli_args(self, context):
        args = ["build"]
        if context.has_partition_key:
            args += ["--vars", json.dumps({"k": context.partition_key, "m": isinstance(context.partition_key, dg.MultiPartitionKey)})]
        elif context.has_partition_key_range:
            r = context.partition_key_range
            assert isinstance(r, dg.PartitionKeyRange)
            args += ["--vars", json.dumps({"s": r.start, "e": r.end, "t": isinstance(r, tuple)})]
        return args
