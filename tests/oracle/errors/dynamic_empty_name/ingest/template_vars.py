import dagster as dg


@dg.template_var
def parts():
    return dg.DynamicPartitionsDefinition(name="")
