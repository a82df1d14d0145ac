import dagster as dg

@dg.template_var
def description():
    name, n, pct = "orders", 3, 0.256
    return (
        f"{name!r:>10}|{n:05d}|{pct:.1%}|{1234567:,}|{'x':*^5}|{n=}"
        " %s-%02d" % (name, n)
        + "{0}/{1[k]}".format(name, {"k": 1})
    )
