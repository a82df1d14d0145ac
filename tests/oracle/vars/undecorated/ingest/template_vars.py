import dagster as dg


def sel():
    return "x"
