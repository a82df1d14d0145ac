import dagster as dg
from company_library.vars import *


@dg.template_var
def layer():
    return "marts"
