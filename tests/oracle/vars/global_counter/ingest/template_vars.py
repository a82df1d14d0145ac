import dagster as dg


_calls = 0


def _next():
    global _calls
    _calls += 1
    return _calls


@dg.template_var
def a():
    return f"a{_next()}"


@dg.template_var
def b():
    return f"b{_next()}"
