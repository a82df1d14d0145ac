import os
import dagster as dg
def _setup():
    e = os.environ
    e["APP_SCHEMA"] = "dev"
_setup()
@dg.template_var
def target():
    return "x"
