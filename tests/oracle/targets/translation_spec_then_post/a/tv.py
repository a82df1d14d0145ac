import dagster as dg


@dg.template_var
def translate():
    def inner(spec, node):
        return spec.replace_attributes(partitions_def=dg.StaticPartitionsDefinition(["a"]))

    return inner
