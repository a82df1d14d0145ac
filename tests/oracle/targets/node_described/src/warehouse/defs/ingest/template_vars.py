import dagster as dg

CONFIGS = ["persist_docs", "pre-hook", "alias", "lookback", "column_types", "full_refresh", "on_schema_change"]


@dg.template_var
def partitions_of():
    def choose(node):
        if node["name"] != "plain":
            return None
        told = [node[key] for key in ("description", "alias", "patch_path", "version", "columns")]
        told += node["depends_on"]["nodes"] + [node["config"][key] for key in CONFIGS] + [list(node), list(node["config"])]
        return dg.StaticPartitionsDefinition([f"{i}: {value}" for i, value in enumerate(told)])
    return choose
