import os
import dagster as dg


def lengths(name, **given):
    with open(os.path.join(os.path.dirname(__file__), name), **given) as file:
        lines = list(file)
    return "-".join(str(len(line)) for line in lines) + "_" + "".join(lines).replace("\r", "R").replace("\n", "N")


@dg.template_var
def sel():
    found = []
    for name in ("mixed.txt", "two.txt", "one.txt", "none.txt", "feeds.txt"):
        for given in ({}, {"newline": None}, {"newline": ""}):
            found.append("tag:" + lengths(name, **given))
    return " ".join(found)
