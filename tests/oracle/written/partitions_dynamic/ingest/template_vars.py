import dagster as dg

@dg.template_var
def customers():
    return dg.DynamicPartitionsDefinition(name="customers")
