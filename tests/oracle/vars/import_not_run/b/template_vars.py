import dagster as dg
from ..lib.registry import JOBS
@dg.template_var
def probe():
    return "".join(JOBS)
