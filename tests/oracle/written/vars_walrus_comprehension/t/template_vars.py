import re
import dagster as dg

NAMES = ["stg_orders", "dim_customers", "orders_by_day", "tmp"]

@dg.template_var
def select():
    found = [m.group("n") for n in NAMES if (m := re.match(r"(?:stg|dim)_(?P<n>\w+)$", n))]
    return ",".join(found) + ":" + re.sub(r"_+", "-", "a__b_c")
