import dagster as dg


import functools


def tagged(fn):
    @functools.wraps(fn)
    def inner():
        return "tag:" + fn()

    return inner


@tagged
@dg.template_var
def x():
    return "wrapped"
