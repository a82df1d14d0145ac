import dagster as dg
from collections import ChainMap
import os
DEFAULTS = {"target": "dev", "threads": 2}
OVERRIDES = {"threads": 6}
cfg = ChainMap(OVERRIDES, DEFAULTS)
@dg.template_var
def target():
    return cfg["target"]
@dg.template_var
def threads():
    return cfg["threads"]
