import os
from decimal import Decimal

import dagster as dg


@dg.template_var
def amount():
    return Decimal("2.50")


@dg.template_var
def fee():
    return Decimal(os.environ.get("FEE", "0.25"))
