import dagster as dg


@dg.template_var
def shops():
    return dg.DynamicPartitionsDefinition(name="shops")
