import dagster as dg


@dg.template_var
def partitions_of():
    daily = dg.DailyPartitionsDefinition(start_date="2024-01-01")
    static = dg.StaticPartitionsDefinition(["a", "b"])

    def choose(node):
        return daily if any("pii" in c["tags"] for c in node.get("columns", {}).values()) else static
    return choose
