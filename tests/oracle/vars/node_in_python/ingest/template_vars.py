import dagster as dg


@dg.template_var
def group_of():
    def _group(node):
        if node.get("resource_type") == "model" and "marts" in node["fqn"]:
            return node["fqn"][1]
        return "other"

    return _group
