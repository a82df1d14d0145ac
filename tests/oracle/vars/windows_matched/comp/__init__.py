import json
import dagster as dg
from dagster_dbt import DbtProjectComponent
from shop_project.defs.c.template_vars import TENANTS
BY_KEY = {t.key(): t for t in TENANTS}
class MultiDbt(DbtProjectComponent):
    def get_cli_args(self, context):
        if context.has_partition_key:
            k = context.partition_key
            dims = k.keys_by_dimension
            t = BY_KEY[dims["tenant"]]
            match context.partition_time_window:
                case dg.TimeWindow(start=s, end=e) if s.day % 2: when = f"odd {s:%a} {e - s}"
                case (s, e): when = f"even {s.date()} {e.date()}"
                case _: when = "none"
            return [*super().get_cli_args(context), "--vars", json.dumps({"t": t, "slug": t.slug, "when": when, "k": str(k), "keys": list(map(str, context.partition_keys)), **t._asdict()})]
        r = context.partition_key_range
        return ["build", "--vars", json.dumps({"r": [r.start, r.end], "n": len(context.partition_keys)})]
