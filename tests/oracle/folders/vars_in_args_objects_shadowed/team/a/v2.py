import dagster as dg
import datetime as dt


@dg.template_var
def begin():
    return dt.datetime(2020, 1, 1)


@dg.template_var
def sel():
    return "customers"
