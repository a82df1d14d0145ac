import os

import dagster as dg

os.environ["SHOP_ONE"] = "1"
os.environ.setdefault("SHOP_TWO", "2")
del os.environ["SHOP_ONE"]
os.environ["SHOP_THREE"] = "3"


@dg.template_var
def selection():
    return "fqn:* " + " ".join(f"tag:{name}" for name in sorted(os.environ) if name.startswith("SHOP_"))
