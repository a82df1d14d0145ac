import dagster as dg

REGIONS = dg.StaticPartitionsDefinition(["eu", "us"])

@dg.template_var
def both():
    return dg.StaticPartitionsDefinition(REGIONS.get_partition_keys() + ["apac"])

@dg.template_var
def first():
    return REGIONS.get_first_partition_key() + ":" + REGIONS.get_last_partition_key()
