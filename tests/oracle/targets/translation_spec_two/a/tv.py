import dagster as dg


@dg.template_var
def translate():
    def inner(spec: dg.AssetSpec, node):
        keys = ["a"] if node["name"] == "customers" else ["b"]
        return spec.replace_attributes(partitions_def=dg.StaticPartitionsDefinition(keys))

    return inner
