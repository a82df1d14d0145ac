import dagster as dg


@dg.template_var
def parts():
    return dg.MultiPartitionsDefinition({"size": dg.StaticPartitionsDefinition(["s", "m"]), "colour": dg.StaticPartitionsDefinition(["red", "1"])})
