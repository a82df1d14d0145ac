import dagster as dg
from ..shared import common_args


@dg.template_var
def select():
    return "customers" if common_args else "*"
