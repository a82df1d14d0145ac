import dagster as dg


@dg.template_var
def parts():
    return dg.StaticPartitionsDefinition(["a", "b"])
