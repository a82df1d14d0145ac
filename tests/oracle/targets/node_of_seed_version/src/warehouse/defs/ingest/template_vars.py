import dagster as dg


@dg.template_var
def partitions_of():
    daily = dg.DailyPartitionsDefinition(start_date="2024-01-01")
    static = dg.StaticPartitionsDefinition(["a", "b"])

    def choose(node):
        if node["resource_type"] == "source":
            return None
        return dg.StaticPartitionsDefinition([str(k).replace("\n", "_") for k in [node["version"]]])
    return choose
