import dagster as dg


class Unused(Exception):
    pass


@dg.template_var
def chosen():
    days = 3
    assert days > 2
    assert (False, "a tuple is true")
    if days > 5:
        raise Unused(days)
    return "tag:daily"
