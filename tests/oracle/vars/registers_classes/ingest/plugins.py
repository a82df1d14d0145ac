from . import more
from .registry import R
@R.reg
class A: ...
