import dagster as dg

@dg.template_var
def both():
    return dg.MultiPartitionsDefinition({
        "b": dg.StaticPartitionsDefinition(["1", "2"]),
        "a": dg.StaticPartitionsDefinition(["x", "y"]),
    })
