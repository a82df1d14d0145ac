from shop_project.defs import lib
from .base import A
A["k"].append("one")
NAME = "1" + lib.I
