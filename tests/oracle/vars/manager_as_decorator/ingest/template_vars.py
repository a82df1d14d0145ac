import contextlib
import dagster as dg
LOG = []

@contextlib.contextmanager
def section(name, *, swallow=()):
    LOG.append(f"+{name}")
    try:
        yield name.upper()
    except swallow as e:
        LOG.append(f"!{type(e).__name__}:{e}")
    finally:
        LOG.append(f"-{name}")

@section("decorated")
def compute(n):
    LOG.append(f"={n}")
    return n * 2

@dg.template_var
def selection():
    with section("outer") as o, section("inner", swallow=(KeyError, ZeroDivisionError)):
        LOG.append(o)
        1 / 0
    x = compute(4) + compute(5)
    with contextlib.suppress(ValueError):
        int("x")
    with contextlib.ExitStack() as stack:
        names = [stack.enter_context(section(n)) for n in "ab"]
        stack.callback(LOG.append, "cb")
    return f"tag:{x} tag:" + ",".join(LOG).replace(" ", "_") + f",{names}".replace(" ", "").replace("'", "")
