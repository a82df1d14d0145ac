import dagster as dg
import time, functools
def timed_cache(seconds):
    def deco(fn):
        cache = {}
        @functools.wraps(fn)
        def inner(*args):
            now = time.monotonic()
            if args in cache and now - cache[args][0] < seconds:
                return cache[args][1]
            cache[args] = (now, fn(*args))
            return cache[args][1]
        return inner
    return deco
@timed_cache(60)
def lookup(k): return {"a": "tag:x"}[k]
@dg.template_var
def v(): return lookup("a")
