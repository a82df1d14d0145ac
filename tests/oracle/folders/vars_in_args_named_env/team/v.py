import dagster as dg
import datetime as dt


@dg.template_var
def env():
    return {"HOME": "h", "l": [1]}
