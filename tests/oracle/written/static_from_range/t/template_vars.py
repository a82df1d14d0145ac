import dagster as dg

@dg.template_var
def buckets():
    return dg.StaticPartitionsDefinition([f"bucket_{i:02d}" for i in range(16)])
