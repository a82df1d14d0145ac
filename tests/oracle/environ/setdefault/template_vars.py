import os
import dagster as dg

os.environ.setdefault("APP_SCHEMA", "dev")

@dg.template_var
def unused():
    return "x"
