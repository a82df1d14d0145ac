import dagster as dg

@dg.template_var
def translate():
    def f(node):
        return {"group_name": node["fqn"][1], "tags": {"n": 1, "name": node["name"]}, "key_prefix": ["a", node["resource_type"]],
                "partitions_def": {"type": "daily", "start_date": "2024-01-01"} if node["config"]["materialized"] == "table" else None}
    return f
