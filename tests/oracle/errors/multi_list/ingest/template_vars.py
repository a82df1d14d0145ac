import dagster as dg


@dg.template_var
def parts():
    return dg.MultiPartitionsDefinition([dg.StaticPartitionsDefinition(["us", "eu"]), dg.StaticPartitionsDefinition(["us", "eu"])])
