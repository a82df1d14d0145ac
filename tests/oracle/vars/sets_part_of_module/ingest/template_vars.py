import os
import dagster as dg
from . import settings
from .names import full
settings.REGION = "us"
settings.OPTS["k"] = "v"
@dg.template_var
def probe():
    return full(os.environ.get("MODE", "d"))
