import os

if "APP_SCHEMA" not in os.environ:
    os.environ["APP_SCHEMA"] = "dev_" + os.getenv("APP_USER", "me")

import dagster as dg

@dg.template_var
def unused():
    return "x"
