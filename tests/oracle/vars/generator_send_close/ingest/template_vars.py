import dagster as dg


def counter():
    n = 0
    while True:
        got = yield n
        n = got if got is not None else n + 1


@dg.template_var
def names():
    c = counter()
    next(c)
    next(c)
    c.send(10)
    last = next(c)
    c.close()
    return f"tag:t{last}"
