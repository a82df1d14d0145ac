from .registry import add
for n in ("a", "b"):
    exec_ = lambda: 1
    exec_.__name__ = n
    add(exec_)
