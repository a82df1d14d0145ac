import json
import dagster as dg
from dagster import MultiPartitionKey, PartitionKeyRange, TimeWindow
from dagster_dbt import DbtProjectComponent


class A(DbtProjectComponent):
    @staticmethod
    @dg.template_var
    def p():
        return dg.MultiPartitionsDefinition({"a": dg.DailyPartitionsDefinition("2024-01-01"), "b": dg.StaticPartitionsDefinition(["x"])})

    def get_cli_args(self, context):
        key = context.partition_key
        if not isinstance(key, MultiPartitionKey):
            return ["run"]
        a = [isinstance(key, str), isinstance(context.partition_time_window, TimeWindow), isinstance(context.partition_time_window, tuple)]
        return ["build", "--vars", json.dumps({**key.keys_by_dimension, "a": a})]
