import dagster as dg


import os
from contextlib import suppress


@dg.template_var
def region():
    region = "eu"
    with suppress(KeyError):
        region = os.environ["REGION"]
    return region
