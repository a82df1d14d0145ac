from .base import *
from . import base as base_module
import logging as _logging
from importlib import import_module
_logging.getLogger(__name__).addHandler(_logging.NullHandler())
LATE = [import_module("." + m, package=__name__).NAME for m in ("one", "two")]
