import dagster as dg

REGIONS = ('us', 'eu')

def region_partitions():
    return dg.StaticPartitionsDefinition(list(REGIONS))
