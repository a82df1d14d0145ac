import os
from enum import Flag

import dagster as dg

order, math, WORD = "fact_orders", "m", "w"
from decimal import *
from fractions import *
from random import *
from statistics import *

Access = Flag("Access", "READ WRITE ALL")


@dg.template_var
def shares():
    rate = Decimal(os.environ.get("RATE", "0.25"))
    seed(int(os.environ.get("SEED", "3")))
    found = [order, math, WORD, rate.quantize(Decimal("0.1"), ROUND_UP), Fraction(1, 3) + 1, randint(1, 100), mean([1, 2])]
    found += [{0.25: "quarter", 0.125: "eighth"}.get(rate), Access(len(str(rate)) % 4 + 4)]
    return " ".join(f"tag:{each}" for each in found)
