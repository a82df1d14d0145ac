import dagster as dg


class Registry(dict):
    limit = 3

    def __init__(self, *args, strict=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.strict = strict
        self.asked = []

    def lookup(self, key):
        self.asked.append(key)
        if key not in self and self.strict:
            raise LookupError(key)
        return self.get(key, [])

    def register(self, name):
        def decorate(fn):
            self[name] = fn
            return fn

        return decorate

    @property
    def names(self):
        return ",".join(self)

    @classmethod
    def of(cls, *names):
        return cls({n: [] for n in names}, strict=True)


REG = Registry({"marts": ["customers"]}, staging=["stg_orders"])
STRICT = Registry.of("a", "b")


@STRICT.register("c")
def make():
    return 7


@dg.template_var
def facts():
    found = REG.lookup("staging") + REG.lookup("none")
    try:
        STRICT.lookup("zz")
    except LookupError as error:
        found.append(str(error))
    STRICT.limit = 9
    return f"{found}|{REG.asked}|{STRICT.asked}|{STRICT.names}|{STRICT['c']()}|{Registry.limit}|{STRICT.limit}|{REG.limit}|{type(REG).__name__}|{isinstance(REG, dict)}"
