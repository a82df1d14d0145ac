import os

import dagster as dg
from shop.partitions import DAILY as _DAILY

PREFIX = "shop" + "_"


def _target(default):
    return os.getenv("SHOP_TARGET", default)


@dg.template_var
def target_name() -> str:
    return PREFIX + _target("dev")


@dg.template_var
def tagged():
    return lambda name: f"tag:{name}"


@dg.template_var
def daily() -> dg.DailyPartitionsDefinition:
    return _DAILY
