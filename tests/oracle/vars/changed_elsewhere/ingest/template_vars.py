import os

import dagster as dg

TAGS = []
SAME = TAGS


def register(function):
    TAGS.append(function.__name__)
    return function


def add():
    TAGS.append("added")


@register
def daily():
    pass


class Counter:
    count = 0


def count():
    Counter.count += 1


add()
SAME.append("same")
count()


@dg.template_var
def v():
    return os.getenv("PREFIX", "p") + "-".join(TAGS) + str(Counter.count)
