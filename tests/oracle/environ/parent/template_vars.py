import os

os.environ.setdefault("APP_SCHEMA", "dev")
os.environ["DBT_TARGET"] = "prod"

import dagster as dg

@dg.template_var
def unused():
    return "x"
