import dagster as dg


REGIONS = ["us", "eu"]


@dg.template_var
def parts():
    return dg.StaticPartitionsDefinition([f"{region}-{number}" for region in REGIONS for number in range(2)])
