import dagster as dg


@dg.template_var
def partitions_of():
    daily = dg.DailyPartitionsDefinition(start_date="2024-01-01")
    static = dg.StaticPartitionsDefinition(["a", "b"])

    def choose(node):
        if node["resource_type"] == "source":
            return daily if node["schema"] == "landing" and node["identifier"] == "o_raw" and node["loader"] == "fivetran" and node["source_description"] == "raw data" else node["x"]
        return daily
    return choose
