import os
import dagster as dg
f = os.environ.setdefault
f("APP_SCHEMA", "dev")
@dg.template_var
def target():
    return "x"
