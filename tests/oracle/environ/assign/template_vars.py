import os

os.environ["APP_SCHEMA"] = "dev"

import dagster as dg

@dg.template_var
def unused():
    return "x"
