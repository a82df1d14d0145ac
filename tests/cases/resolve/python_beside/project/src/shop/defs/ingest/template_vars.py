import dagster as dg
from shop.rates import RATE

@dg.template_var
def name():
    return RATE
