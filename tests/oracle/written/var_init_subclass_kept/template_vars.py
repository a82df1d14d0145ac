import os

import dagster as dg


class Source:
    registry: dict = {}

    def __init_subclass__(cls, /, tag=None, **kwargs):
        super().__init_subclass__(**kwargs)
        Source.registry[tag or cls.__name__.lower()] = cls


class Daily(Source, tag="daily"):
    pass


class Weekly(Source):
    pass


@dg.template_var
def select():
    return os.environ.get("PREFIX", "") + " ".join(f"tag:{tag}" for tag in Source.registry)
