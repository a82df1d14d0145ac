import dagster as dg


def upper(fn):
    def inner():
        return fn().upper()

    return inner


@dg.template_var
@upper
def name():
    return "x"
