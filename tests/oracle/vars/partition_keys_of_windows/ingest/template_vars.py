import dagster as dg

DAYS = dg.DailyPartitionsDefinition(start_date="2024-03-15", timezone="America/New_York", end_offset=1)


@dg.template_var
def days():
    return DAYS


@dg.template_var
def summary():
    keys = DAYS.get_partition_keys()
    return f"{len(keys)}_{keys[-1].replace('-', '')}_{DAYS.get_num_partitions()}"


@dg.template_var
def ends():
    return (DAYS.get_first_partition_key(), DAYS.get_last_partition_key())
