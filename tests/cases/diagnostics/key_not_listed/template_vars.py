import dagster as dg


@dg.template_var
def parts():
    return dg.StaticPartitionsDefinition(["europe", "asia", "africa"])
