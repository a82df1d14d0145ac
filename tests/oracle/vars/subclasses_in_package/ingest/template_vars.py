import os
import dagster as dg
from .base import Base
from .impls import make
@dg.template_var
def probe():
    return os.environ.get("MODE", "d") + make() + "_".join(Base.known)
