import dagster as dg


import os

@dg.template_var
def v():
    return os.path.splitext(os.path.join('a', 'b.sql'))[0].replace('/', '_')
