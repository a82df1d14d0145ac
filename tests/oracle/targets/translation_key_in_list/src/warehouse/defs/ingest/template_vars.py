import dagster as dg
KEYS = [dg.AssetKey(["staging", "stg_orders"]), dg.AssetKey(["stg_orders"]), dg.AssetKey("stg_orders")]
@dg.template_var
def tr():
    def f(spec, node):
        return spec.replace_attributes(group_name="special" if spec.key in KEYS else "other")
    return f
