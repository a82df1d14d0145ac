import dagster as dg


@dg.template_var
def parts():
    return dg.MultiPartitionsDefinition({"a": dg.StaticPartitionsDefinition(["us", "eu"]), "b": dg.MultiPartitionsDefinition({"c": dg.StaticPartitionsDefinition(["us", "eu"]), "d": dg.StaticPartitionsDefinition(["us", "eu"])})})
