import os
import dagster as dg
from .lib.registry import JOBS

@dg.template_var
def probe():
    return os.environ.get("MODE", "d") + "_" + "_".join(sorted(JOBS)) + str(len(JOBS))
