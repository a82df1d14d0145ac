import dagster as dg


from contextlib import contextmanager


@contextmanager
def tagged(name):
    out = [name]
    yield out
    out.append("done")


@dg.template_var
def region():
    with tagged("x") as out:
        out.append("y")
    return "_".join(out)
