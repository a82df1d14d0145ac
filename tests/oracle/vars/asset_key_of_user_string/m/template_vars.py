import dagster as dg
from dagster import AssetKey


@dg.template_var
def facts():
    k = AssetKey.from_user_string("raw/shop/orders")
    e = k
    return ["-".join(k.path), k.to_user_string(), str(k == AssetKey(["raw", "shop", "orders"])), k.to_python_identifier(), k.parts[-1], str(len({k, AssetKey(["raw", "shop", "orders"])})), e.path[-1], str(k.has_prefix(["raw"]))]
