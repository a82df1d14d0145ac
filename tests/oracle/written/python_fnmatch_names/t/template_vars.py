import dagster as dg
from fnmatch import fnmatch, filter as fnfilter
NAMES = ["orders_by_day", "clients", "stg_orders"]
@dg.template_var
def sel():
    return " ".join(fnfilter(NAMES, "*orders*") + [n for n in NAMES if fnmatch(n, "cli*")])
