import os
import dagster as dg

DEFAULTS = {"APP_SCHEMA": "dev", "DBT_TARGET": "prod"}

def apply_defaults():
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)

apply_defaults()

@dg.template_var
def schema():
    return os.environ["APP_SCHEMA"]
