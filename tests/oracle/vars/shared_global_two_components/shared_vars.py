import dagster as dg

_count = 0
_text = "start"
SEEN = []


def _next():
    global _count, _text
    _count += 1
    _text = _text + "-" + str(_count) + "x" * 20
    SEEN.append("s" + str(_count))
    return _count


@dg.template_var
def number():
    return f"n{_next()}"


@dg.template_var
def seen():
    return _text + "_" + "_".join(SEEN)
