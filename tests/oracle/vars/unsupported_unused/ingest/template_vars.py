import dagster as dg


import os

FILES = []
for root, dirs, names in os.walk('/nowhere'):
    FILES.extend(names)
DATA = open('/dev/null').read()

@dg.template_var
def v():
    return 'ok'
