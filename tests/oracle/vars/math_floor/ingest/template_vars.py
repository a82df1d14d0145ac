import dagster as dg


import math

@dg.template_var
def v():
    return str(math.floor(2.7) + math.ceil(2.1))
