import os

os.environ.update({"APP_SCHEMA": "dev", "DBT_TARGET": "prod"})
os.environ.pop("DBT_THREADS", None)
if os.getenv("KEEP") is None:
    del os.environ["APP_SCHEMA"]

import dagster as dg

@dg.template_var
def unused():
    return "x"
