import dagster as dg
import datetime as dt


@dg.template_var
def partition_key():
    return "mine"


@dg.template_var
def fmt():
    return "%Y"
