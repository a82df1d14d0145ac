import dagster as dg


class Settings:
    __slots__ = ("_data", "_locked")

    def __init__(self, **kw):
        object.__setattr__(self, "_data", dict(kw))
        object.__setattr__(self, "_locked", True)

    def __getattr__(self, name):
        try:
            return self._data[name]
        except KeyError:
            raise AttributeError(f"no setting {name}") from None

    def __setattr__(self, name, value):
        if self._locked:
            raise AttributeError(f"{type(self).__name__} is locked: cannot set {name}={value!r}")
        super().__setattr__(name, value)

    def __iter__(self): return iter(self._data.items())
    def __contains__(self, k): return k in self._data
    def __eq__(self, o): return isinstance(o, Settings) and self._data == o._data
    def __or__(self, more): return type(self)(**{**self._data, **dict(more)})


class Typed:
    types = {"n": int, "s": str}
    seen = []

    def __setattr__(self, k, v):
        want = self.types.get(k)
        if want and not isinstance(v, want):
            v = want(v)
        Typed.seen.append(k)
        self.__dict__[k] = v


class Observed(Typed):
    def __init__(self, n, s=""):
        self.n, self.s = n, s
    def __setattr__(self, k, v):
        super().__setattr__(k, v)
        super().__setattr__(k + "_set", True)


class AttrDict(dict):
    def __getattr__(self, k):
        try: return self[k]
        except KeyError as e: raise AttributeError(k) from e
    def __missing__(self, k):
        if k.startswith("opt_"): return None
        raise KeyError(k)


@dg.template_var
def facts():
    s = Settings(target="dev", threads=4)
    o = Observed("5", 7)
    setattr(o, "n", "9"); o.free = [1]
    a = AttrDict(x=1); a["y"] = 2; a["z"] = AttrDict(q=3)
    out = [s.target, dict(s), "target" in s, s == Settings(threads=4, target="dev"), dict(s | {"x": 1}), o.n, o.s, sorted(vars(o)), Typed.seen, a, a.y, a.z.q, a.opt_a, hasattr(a, "nope")]
    for bad in (lambda: setattr(s, "x", 1), lambda: s.nope, lambda: setattr(o, "n", "q"), lambda: a.nope, lambda: a["nope"]):
        try:
            out.append(bad())
        except Exception as e:
            out.append(f"{type(e).__name__}: {e}")
    return "\n".join(map(str, out))
