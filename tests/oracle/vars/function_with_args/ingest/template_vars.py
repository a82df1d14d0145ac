from typing import Callable
import dagster as dg


@dg.template_var
def table_name() -> Callable[[str, str], str]:
    def _name(schema: str, table: str = "orders") -> str:
        return f"{schema}.{table}"

    return _name


@dg.template_var
def keys(context: dg.ComponentLoadContext):
    prefix = context.path.name
    return lambda node: dg.AssetKey([prefix, node.name])
