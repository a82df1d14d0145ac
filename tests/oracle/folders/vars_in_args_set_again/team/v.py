import dagster as dg
import datetime as dt


@dg.template_var
def cols():
    return ["a", "b"]


@dg.template_var
def fmt():
    return "%Y"
