import configparser
import dagster as dg

TEXT = """
[select]
tags = daily, weekly
models:
    stg_orders
    customers

; a comment
[other]
key
"""


@dg.template_var
def select():
    cp = configparser.ConfigParser(allow_no_value=True)
    cp.read_string(TEXT)
    tags = [t.strip() for t in cp.get("select", "tags").split(",")]
    models = cp.get("select", "models").split()
    assert cp.sections() == ["select", "other"] and cp.has_option("other", "key") and cp.get("other", "zz", fallback="q") == "q"
    return " ".join([f"tag:{t}" for t in tags] + models)
