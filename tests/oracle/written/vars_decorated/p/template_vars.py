import functools
import dagster as dg

REGISTRY = {}

def register(name=None):
    def deco(fn):
        REGISTRY[name or fn.__name__] = fn
        @functools.wraps(fn)
        def wrapper(*args, **kw):
            return fn(*args, **kw) + f"+{kw.get('depth', 1)}"
        wrapper.calls = 0
        return wrapper
    return deco

@register()
def orders(depth=1):
    "the orders"
    return "stg_orders"

@dg.template_var
def sel():
    assert orders.__name__ == "orders" and orders.__doc__ == "the orders"
    return orders(depth=len(REGISTRY))
