import dagster as dg


@dg.template_var
def parts():
    return dg.MultiPartitionsDefinition({"a": dg.StaticPartitionsDefinition(["us", "eu"])})
