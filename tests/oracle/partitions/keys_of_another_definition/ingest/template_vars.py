import dagster as dg


REGIONS = dg.StaticPartitionsDefinition(["us", "eu"])


@dg.template_var
def parts():
    return dg.StaticPartitionsDefinition([key.upper() for key in REGIONS.get_partition_keys()] + [str(REGIONS.get_num_partitions())])
