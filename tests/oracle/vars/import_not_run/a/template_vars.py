import os
from typing import TYPE_CHECKING
import dagster as dg
from ..lib.registry import JOBS
if TYPE_CHECKING:
    from . import heavy
@dg.template_var
def probe():
    return os.environ.get("SEL", "stg_orders") + "".join(JOBS)
