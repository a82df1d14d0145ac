import dagster as dg
import datetime as dt


@dg.template_var
def partition_key_range():
    return {"start": "x"}


@dg.template_var
def partition_time_window():
    return [1, 2]
