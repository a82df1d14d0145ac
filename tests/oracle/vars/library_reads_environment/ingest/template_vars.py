import os
import random
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import singledispatch
from statistics import mean

import dagster as dg

CENT = Decimal("0.01")


@singledispatch
def shown(value):
    return f"tag:{value}"


@shown.register(Decimal)
def _(value):
    return f"tag:d{value.quantize(CENT, rounding=ROUND_HALF_UP)}"


@dg.template_var
def shares():
    rate = Decimal(os.environ.get("RATE", "0.075"))
    return " ".join(map(shown, [rate * 3, Fraction(int(os.environ.get("PARTS", "4")), 6), mean([rate, 1])]))


@dg.template_var
def shards():
    names = [f"shard{n}" for n in range(6)]
    random.Random(int(os.environ.get("SEED", "1"))).shuffle(names)
    return dg.StaticPartitionsDefinition(names[:3])
