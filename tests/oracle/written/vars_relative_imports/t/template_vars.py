import dagster as dg
from .sub import REGIONS, c
from .sub.consts import LIMIT as L
from . import settings

@dg.template_var
def regions():
    assert c.LIMIT == L
    return dg.StaticPartitionsDefinition(list(REGIONS)[:L] + [settings.PREFIX + "x"])
