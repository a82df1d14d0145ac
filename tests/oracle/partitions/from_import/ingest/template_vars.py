from dagster import DailyPartitionsDefinition, template_var


@template_var
def daily_partitions_def() -> DailyPartitionsDefinition:
    return DailyPartitionsDefinition(start_date="2023-01-01")
