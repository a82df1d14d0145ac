import os

import dagster as dg


@dg.template_var
def schema():
    return os.getenv("DBT_SCHEMA", "analytics")


@dg.template_var
def tries() -> int:
    return int(os.environ.get("DBT_TRIES", "3"))


@dg.template_var
def home():
    return {"set": "HOME" in os.environ}
