import dagster as dg
from collections import ChainMap, UserDict
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction


class Price(Decimal):
    pass


class Level(IntEnum):
    HIGH = 3


class Folded(UserDict):
    pass


@dg.template_var
def price():
    return Price("-2.675")


@dg.template_var
def half():
    return Fraction(-7, 2)


@dg.template_var
def level():
    return Level.HIGH


@dg.template_var
def mappings():
    return [UserDict(a=1), Folded(a=1), ChainMap({"a": 1}), {"a": 1}]
