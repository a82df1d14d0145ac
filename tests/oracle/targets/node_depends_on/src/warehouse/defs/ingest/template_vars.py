import dagster as dg


@dg.template_var
def partitions_of():
    daily = dg.DailyPartitionsDefinition(start_date="2024-01-01")
    static = dg.StaticPartitionsDefinition(["a", "b"])

    def choose(node):
        if node["resource_type"] == "source":
            return None
        return daily if any(n.startswith("source.") for n in node["depends_on"]["nodes"]) else static
    return choose
