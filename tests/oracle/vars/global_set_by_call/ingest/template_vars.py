import os
import dagster as dg
_m = None
def configure(m):
    global _m
    _m = m
configure("x")

@dg.template_var
def probe():
    return "q" + str(_m) + os.environ.get("Q","")
