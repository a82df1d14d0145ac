import os

env = os.environ
env["APP_SCHEMA"] = str(len(os.getenv("APP_USER", "me")))
env |= {"OTHER": "1"}

import dagster as dg

@dg.template_var
def unused():
    return "x"
