import dagster as dg


import re

@dg.template_var
def v():
    return re.sub(r'[^a-z]+', '_', 'a-b c')
