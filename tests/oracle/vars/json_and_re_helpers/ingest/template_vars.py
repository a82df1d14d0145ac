import json
import re
import dagster as dg

RAW = '{"models": ["stg_orders", "customers", "x-1"]}'
NAME = re.compile(r"^[a-z_]+$")


@dg.template_var
def sel() -> str:
    return " ".join(m for m in json.loads(RAW)["models"] if NAME.match(m))
