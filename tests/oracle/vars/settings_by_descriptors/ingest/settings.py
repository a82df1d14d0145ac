import os
from configparser import ConfigParser, ExtendedInterpolation
from functools import partialmethod
from pathlib import Path


class Env:
    """An attribute that the environment gives."""

    def __init__(self, cast=str, default=None):
        self.cast = cast
        self.default = default

    def __set_name__(self, owner, name):
        self.variable = f"NO_SUCH_{owner.__name__}_{name}".upper()

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        given = os.environ.get(self.variable)
        return self.default if given is None else self.cast(given)


class Positive:
    def __set_name__(self, owner, name):
        self.slot = f"_{name}"

    def __get__(self, instance, owner=None):
        return self if instance is None else getattr(instance, self.slot)

    def __set__(self, instance, value):
        if value < 1:
            raise ValueError(f"{self.slot[1:]} must be positive, not {value}")
        setattr(instance, self.slot, value)


class Settings:
    threads = Env(int, 4)
    target = Env(default="dev")
    retries = Positive()

    def __init__(self, retries=2):
        self.retries = retries


class Command:
    def __init__(self):
        self.calls = []

    def call(self, verb, *args, full=False):
        self.calls.append([verb, *args, full])
        return self

    build = partialmethod(call, "build")
    refresh = partialmethod(call, "run", full=True)


def read():
    parser = ConfigParser(interpolation=ExtendedInterpolation())
    parser.read(Path(__file__).with_name("settings.ini"))
    return parser
