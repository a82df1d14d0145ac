from __future__ import annotations
import typing as t
if t.TYPE_CHECKING:
    import dagster as dg
def with_window(args: list[str], context: dg.AssetExecutionContext) -> list[str]:
    match context.partition_time_window:
        case None:
            return args
        case (start, end):
            return args + ["--vars", repr({"s": start.strftime("%d/%m/%y"), "h": (end - start).total_seconds() / 3600})]
