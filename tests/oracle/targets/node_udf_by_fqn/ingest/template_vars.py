import dagster as dg


LAYERS = {"marts": dg.DailyPartitionsDefinition("2024-01-01")}


@dg.template_var
def by_layer():
    return lambda fqn: LAYERS.get(fqn[1])
