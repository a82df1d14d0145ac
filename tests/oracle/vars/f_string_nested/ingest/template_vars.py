import dagster as dg


W = 6


@dg.template_var
def x():
    n, name = 42, "abc"
    return f"tag:{n:>0{W}} tag:{name!r:.3} tag:{n=} tag:{n:,.2f} tag:{'x' if n else 'y'}".replace("'", "")
