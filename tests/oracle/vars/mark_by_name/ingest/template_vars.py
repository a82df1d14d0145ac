import functools

from dagster import template_var


def shout(function):
    @functools.wraps(function)
    def inner():
        return function() + "!"

    return inner


@template_var
def v():
    return "a"


@shout
def w():
    return "b"
