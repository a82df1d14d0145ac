import dagster as dg
GROUPS = {dg.AssetKey(["staging", "stg_orders"]): "special", dg.AssetKey(["stg_orders"]): "special"}
@dg.template_var
def tr():
    def f(spec, node):
        return spec.replace_attributes(group_name=GROUPS.get(spec.key, "other"))
    return f
