import os

import dagster as dg

from . import plugins


@dg.template_var
def select():
    return os.environ.get("SELECT", "customers" if plugins.__name__.endswith(".plugins") else "*")
