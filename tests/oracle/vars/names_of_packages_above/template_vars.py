from dagster import BackfillPolicy, template_var
from dagster._core.definitions import PartitionKeyRange
from dagster._core.definitions.partitions.definition import WeeklyPartitionsDefinition


@template_var
def weeks():
    return WeeklyPartitionsDefinition(start_date=PartitionKeyRange("2024-01-01", "2024-02-01").start, day_offset=1)


@template_var
def policy():
    return BackfillPolicy.single_run()
