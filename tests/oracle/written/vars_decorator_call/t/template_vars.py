import functools
import dagster as dg

@functools.lru_cache(maxsize=None)
def tags():
    return ["daily", "weekly"]

@dg.template_var
@functools.cache
def select():
    return " ".join(map("tag:{}".format, sorted(tags(), reverse=True)))
