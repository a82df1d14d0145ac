import dagster as dg


import os

_region = None


def region():
    global _region
    if _region is None:
        _region = os.environ.get("REGION", "eu")
    return _region


@dg.template_var
def a():
    return region() + region()
