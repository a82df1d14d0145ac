import importlib
from importlib import import_module
import dagster as dg

REL = importlib.import_module("..conf", __package__)
ALSO = import_module("..conf", package=__package__)
BESIDE = import_module(f"{__package__}.values")
NAMED = import_module(".values", "shop_project.defs.jobs")


@dg.template_var
def d():
    return dg.DailyPartitionsDefinition(start_date="2024-01-01", timezone=REL.ZONE if ALSO is REL else "UTC")


@dg.template_var
def sel():
    return BESIDE.SELECT + NAMED.MORE
