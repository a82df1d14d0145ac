import dagster as dg


# Seventeen calls: the first eight and the last eight are shown.
def call_17(n):
    return 1 // n


def call_16(n):
    return call_17(n)


def call_15(n):
    return call_16(n)


def call_14(n):
    return call_15(n)


def call_13(n):
    return call_14(n)


def call_12(n):
    return call_13(n)


def call_11(n):
    return call_12(n)


def call_10(n):
    return call_11(n)


def call_9(n):
    return call_10(n)


def call_8(n):
    return call_9(n)


def call_7(n):
    return call_8(n)


def call_6(n):
    return call_7(n)


def call_5(n):
    return call_6(n)


def call_4(n):
    return call_5(n)


def call_3(n):
    return call_4(n)


def call_2(n):
    return call_3(n)


def call_1(n):
    return call_2(n)


@dg.template_var
def start():
    return call_1(0)
