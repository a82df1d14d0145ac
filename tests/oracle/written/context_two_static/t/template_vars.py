import dagster as dg


@dg.template_var
def multi():
    return dg.MultiPartitionsDefinition({"one": dg.StaticPartitionsDefinition(["x", "y"]), "two": dg.StaticPartitionsDefinition(["us", "eu"])})
