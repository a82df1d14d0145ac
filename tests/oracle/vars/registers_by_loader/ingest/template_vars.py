import os
import dagster as dg
from .loader import load
from .registry import JOBS
load("plugins")
@dg.template_var
def probe():
    return os.environ.get("MODE", "d") + "_".join(JOBS)
