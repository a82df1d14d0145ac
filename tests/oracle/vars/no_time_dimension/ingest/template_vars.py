import dagster as dg

TWO = dg.StaticPartitionsDefinition(["x", "y"])
MULTI = dg.MultiPartitionsDefinition({"a": TWO, "b": TWO})


@dg.template_var
def v():
    return MULTI.time_window_partitions_def.fmt
