import dagster as dg


def day(n):
    if n > 31:
        raise ValueError(f"there is no day {n}")
    return n


@dg.template_var
def last():
    assert day(31) == 30, "a month of 31 days"
    return 30


@dg.template_var
def start():
    return day(32)
