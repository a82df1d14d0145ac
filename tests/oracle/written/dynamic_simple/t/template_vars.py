import dagster as dg

@dg.template_var
def tenants():
    return dg.DynamicPartitionsDefinition(name="tenants")
