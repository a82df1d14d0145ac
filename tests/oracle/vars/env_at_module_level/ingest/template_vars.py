import os
import dagster as dg

ENV = os.getenv("APP_ENV", "local")
EXCLUDES = {"local": "tag:weekly", "prod": ""}
if ENV not in EXCLUDES:
    raise ValueError(f"unknown environment {ENV!r}")

@dg.template_var
def exclude():
    return EXCLUDES[ENV]
