from .calendars import quarter_starts
from .config import *
__all__ = ["quarter_starts", "Settings"]
VERSION = "1.2.0"
