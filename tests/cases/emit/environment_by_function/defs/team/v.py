import os
import dagster as dg


@dg.template_var
def f():
    return lambda k: os.environ["TOKEN"] + k
