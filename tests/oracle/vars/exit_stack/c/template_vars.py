import dagster as dg
from contextlib import ExitStack, contextmanager
from pathlib import Path
@contextmanager
def opened(p):
    f = open(p)
    try:
        yield f
    finally:
        f.close()
def load(*names):
    with ExitStack() as stack:
        files = [stack.enter_context(opened(Path(__file__).parent / n)) for n in names]
        return [f.read().strip() for f in files]
@dg.template_var
def sel():
    return " ".join(load("a.txt", "b.txt"))
