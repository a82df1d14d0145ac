import dagster as dg
from .counting import Counter
@Counter
def helper(n):
    """doc"""
    return [n]
@dg.template_var
def w(): return [helper(2), helper.calls, helper.__name__, helper.__wrapped__(1), helper.__doc__]
