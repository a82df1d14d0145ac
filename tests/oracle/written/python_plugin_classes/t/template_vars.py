import dagster as dg

class Plugin:
    registry: dict = {}
    def __init_subclass__(cls, /, key=None, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.registry[key or cls.__name__.lower()] = cls

class Orders(Plugin, key="orders_by_day"):
    pass

class Customers(Plugin):
    pass

@dg.template_var
def sel():
    return " ".join(sorted(Plugin.registry))
