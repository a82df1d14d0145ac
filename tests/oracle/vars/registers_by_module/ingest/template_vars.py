import os
import dagster as dg
from .registry import JOBS
import shop_project.defs.ingest.plugins

@dg.template_var
def probe():
    return os.environ.get("MODE", "d") + "_" + "_".join(sorted(JOBS)) + str(len(JOBS))
