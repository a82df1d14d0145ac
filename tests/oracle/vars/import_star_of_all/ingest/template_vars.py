import dagster as dg

from ..words import *


@dg.template_var
def v():
    return _hidden() + shown()
