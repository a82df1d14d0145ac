import dagster as dg


from functools import lru_cache, partial


@lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


tag = partial("{}:{}".format, "tag")


@dg.template_var
def tags():
    return " ".join(map(tag, [fib(i) for i in range(10, 13)]))
