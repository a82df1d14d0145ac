import dagster as dg


@dg.template_var
def parts():
    return dg.MultiPartitionsDefinition(partitions_defs={"a b": dg.StaticPartitionsDefinition(["us", "eu"]), "1": dg.StaticPartitionsDefinition(["x y"])})
