import os

import dagster as dg


def set_default(name, value):
    if name not in os.environ:
        os.environ[name] = value
    return os.environ[name]


@dg.template_var
def target():
    set_default("APP_SCHEMA", "from_var")
    return "prod"
