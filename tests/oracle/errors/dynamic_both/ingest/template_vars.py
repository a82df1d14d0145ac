import dagster as dg


@dg.template_var
def parts():
    return dg.DynamicPartitionsDefinition(partition_fn=lambda now: ["a"], name="shops")
