import os
import dagster as dg
def deco(f):
    os.environ["APP_SCHEMA"] = "dev"
    return f
@deco
def g(): pass
@dg.template_var
def target():
    return "x"
