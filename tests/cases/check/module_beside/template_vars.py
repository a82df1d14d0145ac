import dagster as dg
from layers import LAYER


@dg.template_var
def layer():
    return LAYER
