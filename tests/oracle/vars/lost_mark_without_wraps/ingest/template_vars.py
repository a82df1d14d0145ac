import dagster as dg


def upper(fn):
    def inner():
        return fn().upper()

    return inner


@upper
@dg.template_var
def name():
    return "x"


@dg.template_var
def other():
    return "y"
