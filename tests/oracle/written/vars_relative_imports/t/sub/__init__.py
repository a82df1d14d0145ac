from .regions import REGIONS
from . import consts as c

__all__ = ["REGIONS", "c"]
