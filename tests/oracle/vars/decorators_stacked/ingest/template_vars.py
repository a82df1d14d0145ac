import dagster as dg


import functools


def tagged(prefix):
    def wrap(fn):
        @functools.wraps(fn)
        def inner(*args, **kwargs):
            return prefix + fn(*args, **kwargs)

        return inner

    return wrap


@dg.template_var
@tagged("tag:")
def x():
    return "wrapped"
