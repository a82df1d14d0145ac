import importlib
import dagster as dg

@dg.template_var
def sel():
    mod = importlib.import_module("shop_project.defs.p.settings")
    return getattr(mod, "SELECT")
