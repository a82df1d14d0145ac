import os

os.environ.pop("APP_SCHEMA")

import dagster as dg

@dg.template_var
def unused():
    return "x"
