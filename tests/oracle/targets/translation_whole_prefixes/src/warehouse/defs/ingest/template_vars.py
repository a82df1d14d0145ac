import dagster as dg

@dg.template_var
def translate():
    def _translate(node):
        layer = node["fqn"][1]
        return {"group_name": layer, "tags": {"layer": layer}, "key_prefix": ["wh", layer]}
    return _translate
