import dagster as dg


import functools


@functools.cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

@dg.template_var
def v():
    return str(fib(20))
