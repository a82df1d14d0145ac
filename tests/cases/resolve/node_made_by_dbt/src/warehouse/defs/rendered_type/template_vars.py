import dagster as dg


@dg.template_var
def keys():
    return lambda node: dg.StaticPartitionsDefinition([str(node["columns"]["id"]["data_type"])])
