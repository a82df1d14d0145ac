import os

import dagster as dg

from .base import Mart
from . import marts  # noqa: F401


class Weekly(Mart):
    tag = "weekly"


@dg.template_var
def select():
    chosen = os.environ.get("MARTS", "daily weekly").split()
    return " ".join(f"tag:{mart.tag}" for mart in Mart.__subclasses__() if mart.tag in chosen)
