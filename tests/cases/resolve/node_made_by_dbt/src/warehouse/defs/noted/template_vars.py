import dagster as dg


@dg.template_var
def keys():
    return lambda node: dg.StaticPartitionsDefinition([str(node["depends_on"]["nodes"])])
