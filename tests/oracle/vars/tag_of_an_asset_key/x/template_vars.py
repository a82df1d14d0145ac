import dagster as dg
from dagster import AssetKey, AssetSpec, BackfillPolicy, AssetSelection


@dg.template_var
def policy():
    return BackfillPolicy.multi_run(max_partitions_per_run=3)


@dg.template_var
def key():
    k = AssetKey.from_user_string("raw/shop/orders")
    return {"path": "-".join(k.path), "str": k.to_user_string(), "eq": str(k == AssetKey(["raw", "shop", "orders"])), "snake": k.to_python_identifier(), "pre": k.with_prefix("p").path[0]}
