import dagster as dg
import os
CFG = {k.removeprefix("SHOPX_").lower(): v for k, v in os.environ.items() if k.startswith("SHOPX_")}
MERGED = {**{"target": "dev", "threads": "1"}, **CFG}
ALL = dict(os.environ)
BOTH = {**os.environ, "SHOPX_A": "over"}
@dg.template_var
def target(): return MERGED["target"]
@dg.template_var
def n(): return [len(CFG), sorted(CFG), ALL.get("SHOPX_TARGET", "?"), BOTH["SHOPX_A"], sum(1 for k in os.environ if k.startswith("SHOPX_")), [k for k in os.environ.keys() if "SHOPX_T" in k], os.environ.copy().get("SHOPX_TARGET")]
