import os
from decimal import ROUND_DOWN, Decimal, getcontext, localcontext

import dagster as dg

getcontext().prec = 6


@dg.template_var
def fixed():
    return Decimal(2) / 3


@dg.template_var
def part():
    return Decimal(2) / Decimal(os.environ.get("PARTS", "7"))


@dg.template_var
def share():
    with localcontext(rounding=ROUND_DOWN) as context:
        context.prec = 3
        return str(Decimal(2) / Decimal(os.environ.get("PARTS", "7")))


@dg.template_var
def short():
    with localcontext() as context:
        context.prec = 2
        return Decimal(2) / 3
