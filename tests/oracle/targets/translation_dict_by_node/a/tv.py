import dagster as dg


@dg.template_var
def translate():
    def inner(node):
        attributes = {"group_name": "g"}
        if "daily" in node["tags"]:
            attributes["partitions_def"] = dg.WeeklyPartitionsDefinition("2024-01-07")
        return attributes

    return inner
