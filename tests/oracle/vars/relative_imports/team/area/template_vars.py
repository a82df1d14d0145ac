import dagster as dg

from . import beside
from .. import shared
from ..shared import SELECTION
from ...common import names
from ...common.names import PREFIX


@dg.template_var
def chosen():
    assert beside.KNOWN, "nothing is known"
    return PREFIX + SELECTION + shared.SUFFIX + names.PREFIX[:0]
