import os
import dagster as dg
os.environ["APP_SCHEMA"], x = "dev", 1
@dg.template_var
def target():
    return "x"
