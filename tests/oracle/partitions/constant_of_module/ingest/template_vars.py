import dagster as dg

START = "2023-01-05"
DAILY = dg.DailyPartitionsDefinition(start_date=START)


@dg.template_var
def daily_partitions_def():
    """The days since the start."""
    return DAILY
